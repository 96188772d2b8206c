import type { Workspace } from "#lib/base/index.ts";
import { applyEdits } from "./edits.ts";
import { fingerprints } from "./fingerprint.ts";
import { blankValues, codeFrame } from "./frame.ts";
import { ignoreReason } from "./ignore.ts";
import { parsesAsWellAs } from "./parses.ts";
import type { Detection, Finding, Rule } from "./rule.ts";
import { findSecretValues } from "./secrets/secret-values.ts";
import type { SourceFile } from "./source-file.ts";

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
    const detections = [...(await rule.detect(file))].sort((a, b) => a.start - b.start);
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

/** The file's text with one detection fixed, or null where no safe fix is proven. */
export async function fixedText(
  file: SourceFile,
  located: Located,
  workspace: Workspace,
): Promise<string | null> {
  const edits = await located.rule.fix?.(file, located.detection, workspace);
  if (edits === undefined || edits === null || edits.length === 0) return null;
  const after = applyEdits(file.text, edits);
  if (after === null || after === file.text) return null;
  return parsesAsWellAs(file.path, file.text, after) === false ? null : after;
}

/** Turns what was located in one file into findings, with every secret's value blanked. */
export async function toFindings(
  file: SourceFile,
  located: readonly Located[],
  workspace: Workspace,
): Promise<Finding[]> {
  if (located.length === 0) return [];
  const secrets = await findSecretValues(file.path, file.text);
  const values = secrets.map(({ start, end }) => file.text.slice(start, end));
  const findings: Finding[] = [];
  for (const item of located) {
    const { rule, detection } = item;
    const start = file.positionAt(detection.start);
    const end = file.positionAt(detection.end);
    findings.push({
      ruleId: rule.id,
      fingerprint: item.fingerprint,
      severity: rule.severity,
      cwe: rule.cwe,
      title: rule.title,
      message: blankValues(detection.message, values),
      path: file.path,
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
      frame: codeFrame(file, detection, secrets),
      fixable: (await fixedText(file, item, workspace)) !== null,
    });
  }
  return findings;
}
