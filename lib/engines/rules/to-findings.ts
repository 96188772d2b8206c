import type { Workspace } from "#lib/base/index.ts";
import { blankedLines, blankValues, codeFrame } from "./frame.ts";
import { repairedFile } from "./repair.ts";
import { repairedFiles } from "./repair-files.ts";
import type { Finding, TextRange } from "./rule.ts";
import { type Located, maxDetections } from "./scan-file.ts";
import { findSecretValues } from "./secrets/secret-values.ts";
import type { SourceFile } from "./source-file.ts";

/** Trying a fix reads the whole file again: few in a long file, so that a scan stays linear. */
function triedFixes(length: number, found: number): number {
  // Beyond the limit of a rule, a fix would bring a finding into view that was not counted before.
  if (found >= maxDetections) return 0;
  return Math.min(40, Math.max(3, Math.floor(400_000 / (length + 1))));
}

export interface FixTrial {
  readonly withoutFix: ReadonlySet<string>;
  readonly begin?: ((ruleId: string, fix: boolean) => void) | undefined;
  readonly failed: (ruleId: string, error: unknown) => void;
}

/** Turns what was located in one file into findings, with every secret's value blanked. */
export async function toFindings(
  file: SourceFile,
  located: readonly Located[],
  workspace: Workspace,
  trial: FixTrial,
): Promise<Finding[]> {
  if (located.length === 0) return [];
  const secrets = withoutOverlap([
    ...(await findSecretValues(file.path, file.text)),
    ...located.flatMap(({ detection }) => detection.hides ?? []),
  ]);
  const values = [...new Set(secrets.map(({ start, end }) => file.text.slice(start, end)))].sort(
    (a, b) => b.length - a.length,
  );
  const lines = blankedLines(file.text, secrets);
  const tried = triedFixes(file.text.length, located.length);
  const findings: Finding[] = [];
  for (const [at, item] of located.entries()) {
    const { rule, detection, fingerprint } = item;
    const start = file.positionAt(detection.start);
    const end = file.positionAt(detection.end);
    findings.push({
      ruleId: rule.id,
      fingerprint,
      severity: rule.severity,
      cwe: rule.cwe,
      title: rule.title,
      message: blankValues(detection.message, values),
      path: file.path,
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
      frame: codeFrame(file, detection, lines),
      fixable:
        at < tried &&
        item.ignoreReason === null &&
        !trial.withoutFix.has(rule.id) &&
        (await triesFix(file, item, workspace, trial)),
    });
  }
  return findings;
}

function withoutOverlap(ranges: readonly TextRange[]): readonly TextRange[] {
  const out: TextRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const at = out.at(-1)?.end ?? 0;
    if (range.end > at) out.push({ start: Math.max(at, range.start), end: range.end });
  }
  return out;
}

async function triesFix(file: SourceFile, item: Located, workspace: Workspace, trial: FixTrial) {
  trial.begin?.(item.rule.id, true);
  try {
    return await hasFix(file, item, workspace);
  } catch (error) {
    trial.failed(item.rule.id, error);
    return false;
  }
}

async function hasFix(file: SourceFile, item: Located, workspace: Workspace): Promise<boolean> {
  const { rule, detection, fingerprint } = item;
  if (rule.mayFix !== undefined) return await rule.mayFix(file, detection, workspace);
  if (rule.fixFiles !== undefined) {
    return (await repairedFiles(file, rule, fingerprint, workspace, {})) !== null;
  }
  return (await repairedFile(file, rule, fingerprint, workspace)) !== null;
}
