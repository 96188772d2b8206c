import type { FileChange, Workspace } from "#lib/base/index.ts";
import { findRule, rules } from "./list.ts";
import type { Finding } from "./rule.ts";
import { isSkip, load } from "./scan.ts";
import { detectInFile, fixedText, type Located } from "./scan-file.ts";
import { type SourceFile, sourceFile } from "./source-file.ts";

/** Identical faults in one symbol share the repair; beyond this many something is wrong. */
const maxTwins = 50;

/**
 * The change that removes a finding, or null where the finding is gone, excused by a comment, or its
 * fix is not proven safe. Nothing is returned that leaves the finding in place, brings a new one, or
 * parses worse than before. Identical faults of the same symbol are repaired together.
 */
export async function proposeFix(
  workspace: Workspace,
  finding: Pick<Finding, "ruleId" | "path" | "fingerprint">,
): Promise<readonly FileChange[] | null> {
  const rule = findRule(finding.ruleId);
  const entry = (await workspace.list()).find((each) => each.path === finding.path);
  if (rule?.fix === undefined || entry === undefined) return null;
  const before = await load(workspace, entry);
  if (isSkip(before)) return null;

  let file: SourceFile = before;
  for (let round = 0; round < maxTwins; round++) {
    const open = (await detectInFile(file, [rule])).find(
      (each) => each.fingerprint === finding.fingerprint && each.ignoreReason === null,
    );
    if (open === undefined) break;
    const after = await fixedText(file, open, workspace);
    if (after === null) return null;
    file = sourceFile(file.path, after);
  }
  if (file.text === before.text) return null;
  if (!(await onlyRemoves(before, file, finding.fingerprint))) return null;
  return [{ path: file.path, before: before.text, after: file.text }];
}

async function onlyRemoves(
  before: SourceFile,
  after: SourceFile,
  fingerprint: string,
): Promise<boolean> {
  const old = openFingerprints(await detectInFile(before, rules));
  const next = openFingerprints(await detectInFile(after, rules));
  return !next.has(fingerprint) && [...next].every((print) => old.has(print));
}

function openFingerprints(located: readonly Located[]): ReadonlySet<string> {
  return new Set(located.flatMap((each) => (each.ignoreReason === null ? [each.fingerprint] : [])));
}
