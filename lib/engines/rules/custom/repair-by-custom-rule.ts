import type { FileChange, Workspace } from "#lib/base/index.ts";
import { readConfig } from "../config/read-config.ts";
import { isSkip, load, maxConfiguredBytes } from "../load.ts";
import { openPool } from "../pool/pool.ts";
import type { Finding } from "../rule.ts";
import { readCustomRules } from "./read-rules.ts";
import { customId } from "./schema.ts";

/**
 * The change that a repository's own rule makes, in a process that is ended where the rule takes too
 * long; null then, and where the finding, the file, the rule or its fix is not there.
 */
export async function repairByCustomRule(
  workspace: Workspace,
  { ruleId, path, fingerprint }: Pick<Finding, "ruleId" | "path" | "fingerprint">,
): Promise<readonly FileChange[] | null> {
  const { definitions } = await readCustomRules(workspace);
  const own = definitions.filter((each) => customId(each) === ruleId && each.fix !== undefined);
  const entry = (await workspace.list()).find((each) => each.path === path);
  if (own.length === 0 || entry === undefined) return null;
  const before = await load(workspace, entry, maxConfiguredBytes);
  if (isSkip(before)) return null;
  const { ruleTimeMs } = await readConfig(workspace);
  const ground = { definitions: own, knownIds: [] };
  // All of our rules look at the result as well.
  const pool = openPool({ size: 1, ground, workspace, ruleTimeMs: 5 * ruleTimeMs });
  try {
    const { text } = before;
    const end = await pool.run({ kind: "repair", path, text, ruleId, fingerprint });
    if (end.kind !== "done" || end.result === null) return null;
    return [{ path, before: text, after: end.result }];
  } finally {
    pool.close();
  }
}
