import type { FileChange, Workspace } from "#lib/base/index.ts";
import {
  type DependencyPorts,
  isVulnerableDependency,
  proposeBumps,
  secureAddresses,
} from "./dependencies/fix-dependencies.ts";
import { lockfileHost } from "./dependencies/rule-texts.ts";
import { findFileRule } from "./list.ts";
import { repairedFile } from "./repair.ts";
import type { Finding } from "./rule.ts";
import { isSkip, load } from "./scan.ts";

/**
 * The change that removes a finding, or null where the finding is gone, excused by a comment, or its
 * fix is not proven safe. Nothing is returned that leaves the finding in place, brings a new one, or
 * parses worse than before. Identical faults of the same symbol are repaired together. To raise a
 * dependency takes `ports`: it throws `conflict` with the reason where that cannot be done, and
 * `unavailable`.
 */
export async function proposeFix(
  workspace: Workspace,
  finding: Pick<Finding, "ruleId" | "path" | "fingerprint">,
  ports?: DependencyPorts,
): Promise<readonly FileChange[] | null> {
  if (finding.ruleId === lockfileHost.id) return await secureAddresses(workspace, finding);
  if (isVulnerableDependency(finding.ruleId)) {
    if (ports === undefined) return null;
    return (await proposeBumps(workspace, finding.fingerprint, [], ports))?.changes ?? null;
  }
  const rule = findFileRule(finding.ruleId);
  const entry = (await workspace.list()).find((each) => each.path === finding.path);
  if (rule?.fix === undefined || entry === undefined) return null;
  const before = await load(workspace, entry);
  if (isSkip(before)) return null;
  const after = await repairedFile(before, rule, finding.fingerprint, workspace);
  return after === null ? null : [{ path: before.path, before: before.text, after: after.text }];
}
