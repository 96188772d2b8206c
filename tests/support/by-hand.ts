import type { Severity } from "#lib/base/index.ts";
import { etnaBranch } from "#lib/platform/forge/index.ts";
import type { Services } from "./services.ts";
import type { Team } from "./team.ts";
import { git, type World } from "./world.ts";

let count = 0;

/** An open finding as a scan would leave it. */
export async function addFindingRow(
  world: World,
  organizationId: string,
  repositoryId: string,
  {
    severity = "high",
    ruleId = "py/yaml-load",
    fixable = true,
    seenDaysAgo = 0,
  }: {
    readonly severity?: Severity;
    readonly ruleId?: string;
    readonly fixable?: boolean;
    readonly seenDaysAgo?: number;
  } = {},
): Promise<string> {
  const id = `fd_hand${++count}`;
  await world.database.query(
    `INSERT INTO findings (id, organization_id, repository_id, fingerprint, rule_id, severity, cwe,
       title, message, path, start_line, start_column, end_line, end_column, frame, fixable,
       first_seen_at, last_seen_at, last_seen_commit)
     VALUES ($1, $2, $3, $4, $6, $7::text::"Severity", 'CWE-502', 'Title', 'Message', 'src/sheet-01.py',
       5, 12, 5, 20, '{"startLine":5,"lines":[]}', $8, now() - $9::int * interval '1 day', now(), $5)`,
    [
      ...[id, organizationId, repositoryId, `${count}`.padStart(64, "0"), "0".repeat(40)],
      ...[ruleId, severity, fixable, seenDaysAgo],
    ],
  );
  return id;
}

/** A fix as a run leaves it, its branch in the repository, with no worker at work. */
export async function addFixByHand(
  world: World,
  s: Services,
  team: Team,
  { repositoryId, path }: { readonly repositoryId: string; readonly path: string },
) {
  const { organizationId } = team;
  const findingId = await addFindingRow(world, organizationId, repositoryId);
  const run = await s.runs.startFix(team.as("owner"), organizationId, findingId);
  await world.database.query("DELETE FROM outbox WHERE id = $1", [run.id]);
  const base = await git(path, "rev-parse", "main");
  const tree = await git(path, "rev-parse", "main^{tree}");
  const branch = etnaBranch(`etna/${String(++count).padStart(12, "0")}`);
  const author = ["-c", "user.name=Dev", "-c", "user.email=dev@example.test"];
  const head = await git(path, ...author, "commit-tree", tree, "-p", base, "-m", branch);
  await git(path, "update-ref", `refs/heads/${branch}`, head);
  const fix = { headCommit: head, headTree: tree, patchSha256: "a".repeat(64) };
  const { id } = await s.fixes.proposeFix({
    organizationId,
    repositoryId,
    findingIds: [findingId],
    runId: run.id,
    title: "Fix",
    ruleId: "py/yaml-load",
    review: { branch, targetBranch: "main", number: null, url: null },
    baseCommit: base,
    patch: "",
    patchId: "b".repeat(40),
    checks: [],
    ...fix,
  });
  return { id, ...fix };
}
