import { createHash } from "node:crypto";
import type { Detection } from "./rule.ts";

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Who a detection is: `print` among all, `twins` together with those that look just like it. */
export interface Identity {
  readonly print: string;
  readonly twins: string;
}

/**
 * `etna/v1`: SHA-256 of the JSON array of rule, path, code, symbol and the place among identical
 * ones, counted from the top of the file. No line number takes part.
 */
export function fingerprints(
  ruleId: string,
  path: string,
  detections: readonly Detection[],
): readonly Identity[] {
  const seen = new Map<string, number>();
  return detections.map((detection) => {
    const code = detection.code.replace(/\s+/g, " ").trim();
    const twins = JSON.stringify(["etna/v1", ruleId, path, code, detection.symbol]);
    const occurrence = seen.get(twins) ?? 0;
    seen.set(twins, occurrence + 1);
    return { print: sha256Hex(`${twins}#${occurrence}`), twins };
  });
}
