import { createHash } from "node:crypto";
import { etnaBranch } from "#lib/platform/forge/index.ts";
import type { FakeForge } from "#samples/forge/forge.ts";
import { installApp } from "#samples/forge/github/world.ts";
import type { Change, Repository, User } from "#samples/forge/state.ts";
import { addFindingRow } from "./by-hand.ts";
import { type ForgeWorld, makeApp } from "./forge-world.ts";
import type { Team } from "./team.ts";

export interface HostedRepository {
  readonly team: Team;
  readonly repositoryId: string;
  readonly connectionId: string;
  readonly repository: Repository;
  readonly forge: FakeForge;
  /** Base address of the forge. */
  readonly issuer: string;
  /** Who Etna is there. */
  readonly bot: User;
  readonly owner: User;
}

/** A repository on GitHub, connected by an App that is installed on it. */
export async function hostedRepository(
  w: ForgeWorld,
  team: Team,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<HostedRepository> {
  const { forge, world } = w.github;
  const owner = forge.addUser(`owner-of-${name}`);
  const repository = await forge.addRepository({ owner, name, files });
  const { organizationId } = team;
  const { flow, answer } = await makeApp(w, team.as("admin"), organizationId, owner.login);
  await w.s.connections.finishGithubApp(team.as("admin"), organizationId, flow, answer);
  const app = [...world.apps.values()].at(-1);
  if (app === undefined) throw new Error("GitHub has no App.");
  const installation = installApp(world, app, owner, "all", owner);
  const { id: connectionId } = await w.s.connections.connectInstallation(
    team.as("admin"),
    organizationId,
    flow.forgeAppId,
    String(installation.id),
  );
  const [made] = await w.s.repositories.connectHostedRepositories(
    team.as("admin"),
    organizationId,
    connectionId,
    [String(repository.id)],
  );
  if (made === undefined) throw new Error("It was not connected.");
  const at = { forge, issuer: w.github.url, bot: app.bot, owner };
  return { ...at, team, repositoryId: made.id, connectionId, repository };
}

/** A project on GitLab, connected by a token of its own. */
export async function hostedProject(
  w: ForgeWorld,
  team: Team,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<HostedRepository> {
  const { forge, url: issuer } = w.gitlab;
  const group = forge.addUser(`group-of-${name}`, { kind: "organization" });
  const owner = forge.addUser(`owner-of-${name}`);
  const bot = forge.addUser(`bot-of-${name}`, { kind: "bot" });
  const members = { [owner.login]: "maintain", [bot.login]: "write" } as const;
  const repository = await forge.addRepository({ owner: group, name, files, members });
  const { value: token } = forge.addToken({ user: bot, kind: "project", scopes: ["api"] });
  const { organizationId } = team;
  const request = { kind: "gitlab", host: issuer, token } as const;
  const { connectWithToken } = w.s.connections;
  const { id: connectionId } = await connectWithToken(team.as("admin"), organizationId, request);
  const [made] = await w.s.repositories.connectHostedRepositories(
    team.as("admin"),
    organizationId,
    connectionId,
    [String(repository.id)],
  );
  if (made === undefined) throw new Error("It was not connected.");
  return { forge, issuer, bot, owner, team, repositoryId: made.id, connectionId, repository };
}

let count = 0;

/** A fix as a run leaves it on the forge, its review open, with no worker at work. */
export async function proposedThere(w: ForgeWorld, at: HostedRepository) {
  const { repository, forge, bot, team, repositoryId } = at;
  const findingId = await addFindingRow(w.world, team.organizationId, repositoryId);
  const run = await w.s.runs.startFix(team.as("owner"), team.organizationId, findingId);
  await w.world.database.query("DELETE FROM outbox WHERE id = $1", [run.id]);
  const base = (await repository.git.resolve("refs/heads/main")) ?? "";
  const branch = etnaBranch(`etna/${String(++count).padStart(12, "0")}`);
  const head = await forge.push(repository, branch, { "fixed.txt": `${count}\n` }, bot);
  const about = { title: "Fix", body: "Why.", draft: false, headBranch: branch };
  const change: Change = await forge.openChange(repository, { ...about, baseBranch: "main" }, bot);
  const opened = await w.s.repositories.openForge(team.organizationId, repositoryId);
  const { tree } = await opened.snapshot(head);
  const fix = {
    headCommit: head,
    headTree: tree,
    patchSha256: createHash("sha256").update(head).digest("hex"),
  };
  const { id } = await w.s.fixes.proposeFix({
    organizationId: team.organizationId,
    repositoryId,
    findingIds: [findingId],
    runId: run.id,
    title: "Fix",
    ruleId: "py/yaml-load",
    review: { branch, targetBranch: "main", number: change.number, url: null },
    baseCommit: base,
    patch: "",
    patchId: "b".repeat(40),
    checks: [],
    ...fix,
  });
  await w.world.database.query(
    "UPDATE runs SET state = 'succeeded', ended_at = now() WHERE id = $1",
    [run.id],
  );
  // Forges tell time in seconds: what is written there next is later than what Etna has seen.
  await w.world.database.query(
    `UPDATE fixes SET head_since = head_since - interval '2 seconds',
       comments_read_at = comments_read_at - interval '2 seconds' WHERE id = $1`,
    [id],
  );
  return { id, findingId, change, branch, ...fix };
}

/** Links a person's account on the forge, as signing in with it does. */
export async function linkAccount(
  w: ForgeWorld,
  userId: string,
  account: User,
  issuer: string,
): Promise<void> {
  await w.world.database.query(
    `INSERT INTO accounts (id, user_id, provider, issuer, subject, label)
     VALUES ($1, $2, 'forge', $3, $4, $5)`,
    [`ac_${crypto.randomUUID()}`, userId, issuer, String(account.id), account.login],
  );
}
