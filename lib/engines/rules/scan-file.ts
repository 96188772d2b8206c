import { fingerprints } from "./fingerprint.ts";
import { ignoreReason } from "./ignore.ts";
import type { Detection, Rule } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

/** More of one kind in one file tell nobody more, and could be made to stall a scan. */
export const maxDetections = 300;

/** A detection with its identity and, where a comment excuses it, the reason. */
export interface Located {
  readonly rule: Rule;
  readonly detection: Detection;
  readonly fingerprint: string;
  readonly ignoreReason: string | null;
}

export function ruleApplies(rule: Rule, file: SourceFile): boolean {
  return (
    rule.languages.includes(file.language) &&
    (rule.appliesTo?.(file.path) ?? true) &&
    (rule.hint?.test(file.text) ?? true)
  );
}

export async function detectInFile(file: SourceFile, rules: readonly Rule[]): Promise<Located[]> {
  const located: Located[] = [];
  for (const rule of rules) {
    if (!ruleApplies(rule, file)) continue;
    const found = [...(await rule.detect(file))].sort((a, b) => a.start - b.start);
    const detections = found.slice(0, maxDetections);
    const prints = fingerprints(rule.id, file.path, detections);
    detections.forEach((detection, at) => {
      const line = file.positionAt(detection.start).line;
      located.push({
        rule,
        detection,
        fingerprint: prints[at] ?? "",
        ignoreReason: ignoreReason(file.lines(), line, rule.id),
      });
    });
  }
  return located;
}
