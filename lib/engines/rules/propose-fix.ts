import type { FileChange, Workspace } from "#lib/base/index.ts";
import { repairByCustomRule } from "./custom/repair-by-custom-rule.ts";
import { isCustomRule } from "./custom/schema.ts";
import {
  isVulnerableDependency,
  proposeBumps,
  secureAddresses,
} from "./dependencies/fix-dependencies.ts";
import { lockfileHost } from "./dependencies/rule-texts.ts";
import type { FixPorts } from "./fix-ports.ts";
import { findFileRule } from "./list.ts";
import { isSkip, load, maxConfiguredBytes } from "./load.ts";
import { repairedFile } from "./repair.ts";
import { repairedFiles } from "./repair-files.ts";
import type { Finding } from "./rule.ts";

/**
 * The change that removes a finding, or null where the finding is gone, excused by a comment, or its
 * fix is not proven safe. Nothing is returned that leaves the finding in place, brings a new one, or
 * parses worse than before. Identical faults of the same symbol are repaired together. To raise a
 * dependency takes `ports`, and to pin an action: it throws `conflict` with the reason where that cannot be done, and
 * `unavailable`.
 */
export async function proposeFix(
  workspace: Workspace,
  finding: Pick<Finding, "ruleId" | "path" | "fingerprint">,
  ports: FixPorts = {},
): Promise<readonly FileChange[] | null> {
  if (finding.ruleId === lockfileHost.id) return await secureAddresses(workspace, finding);
  if (isVulnerableDependency(finding.ruleId)) {
    const { advisories, registry } = ports;
    if (advisories === undefined || registry === undefined) return null;
    const asked = { advisories, registry };
    return (await proposeBumps(workspace, finding.fingerprint, [], asked))?.changes ?? null;
  }
  if (isCustomRule(finding.ruleId)) return await repairByCustomRule(workspace, finding);
  const rule = findFileRule(finding.ruleId);
  const entry = (await workspace.list()).find((each) => each.path === finding.path);
  if (rule === undefined || entry === undefined) return null;
  const before = await load(workspace, entry, maxConfiguredBytes);
  if (isSkip(before)) return null;
  if (rule.fixFiles !== undefined) {
    return await repairedFiles(before, rule, finding.fingerprint, workspace, ports);
  }
  const after = await repairedFile(before, rule, finding.fingerprint, workspace, ports);
  return after === null ? null : [{ path: before.path, before: before.text, after: after.text }];
}
