import { createHash } from "node:crypto";
import type { Detection } from "./rule.ts";

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/**
 * `etna/v1`: SHA-256 of the JSON array of rule, path, code, symbol and the place among identical
 * ones, counted from the top of the file. No line number takes part.
 */
export function fingerprints(
  ruleId: string,
  path: string,
  detections: readonly Detection[],
): readonly string[] {
  const seen = new Map<string, number>();
  return detections.map((detection) => {
    const code = detection.code.replace(/\s+/g, " ").trim();
    const key = JSON.stringify(["etna/v1", ruleId, path, code, detection.symbol]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return sha256Hex(`${key}#${occurrence}`);
  });
}
