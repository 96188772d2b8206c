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
  /** The same for all of one symbol that look alike. */
  readonly twins: string;
  readonly ignoreReason: string | null;
}

export function ruleApplies(rule: Rule, file: SourceFile): boolean {
  return (
    rule.languages.includes(file.language) &&
    (rule.appliesTo?.(file.path) ?? true) &&
    (rule.hint?.test(file.text) ?? true)
  );
}

/** A file is asked about each of its findings: what a rule sees in it is worked out once. */
const known = new WeakMap<SourceFile, Map<Rule, Promise<readonly Located[]>>>();

export async function detectInFile(
  file: SourceFile,
  rules: readonly Rule[],
  begin?: (ruleId: string, fix: boolean) => void,
): Promise<Located[]> {
  const seen = known.get(file) ?? new Map<Rule, Promise<readonly Located[]>>();
  known.set(file, seen);
  const located: Located[] = [];
  for (const rule of rules) {
    if (!ruleApplies(rule, file)) continue;
    begin?.(rule.id, false);
    const found = seen.get(rule) ?? locate(file, rule);
    seen.set(rule, found);
    located.push(...(await found));
  }
  return located;
}

async function locate(file: SourceFile, rule: Rule): Promise<readonly Located[]> {
  const found = [...(await rule.detect(file))].sort((a, b) => a.start - b.start);
  const detections = found.slice(0, maxDetections);
  const identities = fingerprints(rule.id, file.path, detections);
  return detections.map((detection, at) => ({
    rule,
    detection,
    fingerprint: identities[at]?.print ?? "",
    twins: identities[at]?.twins ?? "",
    ignoreReason: ignoreReason(file.lines(), file.positionAt(detection.start).line, rule.id),
  }));
}
