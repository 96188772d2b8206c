import type { FileChange, Workspace } from "#lib/base/index.ts";
import { findRule } from "./list.ts";
import { repairedFile } from "./repair.ts";
import type { Finding } from "./rule.ts";
import { isSkip, load } from "./scan.ts";

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
  const after = await repairedFile(before, rule, finding.fingerprint, workspace);
  return after === null ? null : [{ path: before.path, before: before.text, after: after.text }];
}
