import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Issue, User } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import {
  type HostedRepository,
  hostedProject,
  hostedRepository,
  linkAccount,
} from "../support/hosted-repository.ts";
import { openTeam, type Team } from "../support/team.ts";

let w: ForgeWorld;
let team: Team;
let other: Team;

interface Place {
  readonly at: HostedRepository;
  readonly endpointId: string;
  readonly developer: User;
  readonly viewer: User;
  readonly stranger: User;
  readonly outsider: User;
}
const places = new Map<"github" | "gitlab", Place>();

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Task House");
  other = await openTeam(w.world, w.s, "Elsewhere House");
  for (const kind of ["github", "gitlab"] as const) places.set(kind, await openPlace(kind));
});

afterAll(() => w?.close());

async function openPlace(kind: "github" | "gitlab"): Promise<Place> {
  const make = kind === "github" ? hostedRepository : hostedProject;
  const at = await make(w, team, `tasks-${kind}`, { "README.md": "# Tasks\n" });
  const { forge, issuer, repository, connectionId } = at;
  const person = async (login: string, userId: string | null) => {
    const account = forge.addUser(login);
    repository.members.set(login, "read");
    if (userId !== null) await linkAccount(w, userId, account, issuer);
    return account;
  };
  const endpointId =
    kind === "gitlab"
      ? await hookOfProject(at)
      : await idOf(
          "SELECT e.id FROM webhook_endpoints e JOIN connections c ON c.forge_app_id = e.forge_app_id WHERE c.id = $1",
          connectionId,
        );
  return {
    at,
    endpointId,
    developer: await person("devi", team.people.developer),
    viewer: await person("vera", team.people.viewer),
    stranger: await person("mallory", null),
    outsider: await person("oskar", other.people.developer),
  };
}

async function idOf(query: string, of: string): Promise<string> {
  const [row] = await w.world.database.query(query, [of]);
  return String(row?.id);
}

async function hookOfProject({ repository, connectionId, forge }: HostedRepository) {
  const { makeWebhook } = w.s.connections;
  const made = await makeWebhook(team.as("admin"), team.organizationId, connectionId);
  const { address: url, secret } = made;
  repository.hooks.push({ id: forge.id(), url, secret, events: "all" });
  return made.id;
}

/** Somebody writes on a new issue, the forge reports it, and Etna handles that. Returns its answers. */
async function ask(place: Place, by: User, body: string, change?: (issue: Issue) => void) {
  const { forge, repository, bot } = place.at;
  const issue = forge.openIssue(repository, by, "It breaks");
  forge.comment(repository, issue, by, body);
  change?.(issue);
  await Promise.all([w.github.settled(), w.gitlab.settled()]);
  await handle(place);
  const said = issue.comments.filter(({ user }) => user === bot).map((one) => one.body);
  return { issue, said };
}

async function handle({ endpointId }: Place): Promise<void> {
  const { organizationId } = team;
  const steps = {
    step: async <T>(_: string, work: (at: { last: boolean }) => T) => work({ last: true }),
  };
  await w.s.webhooks.deliveriesWorkflow.run(steps as never, { organizationId, endpointId });
}

async function tasks(place: Place) {
  return await w.world.database.query(
    `SELECT f.message, f.alert_url, r.number, r.fixer::text FROM findings f JOIN runs r ON r.finding_id = f.id
     WHERE f.repository_id = $1 ORDER BY r.number`,
    [place.at.repositoryId],
  );
}

const words = "Escape the label before it is drawn";

describe.each(["github", "gitlab"] as const)("/etna fix in an issue on %s", (kind) => {
  const place = () => places.get(kind)!;

  it("says that no model is chosen where none is", async () => {
    await w.world.database.query("DELETE FROM model_keys WHERE id = 'mk_tasks'");
    const { said } = await ask(place(), place().developer, `/etna fix ${words}`);
    expect(said).toEqual([
      expect.stringContaining("@devi A task is done by a model, and none is chosen."),
    ]);
    expect(await tasks(place())).toEqual([]);
  });

  it("by who may start runs begins one, however often it is heard of", async () => {
    await chooseModel();
    const [{ now } = {}] = await w.world.database.query("SELECT now()");
    const { developer, at, endpointId } = place();
    const { issue, said } = await ask(place(), developer, `Please.\n\n/etna fix ${words}`);
    const [task, ...more] = await tasks(place());
    expect(more).toEqual([]);
    expect(task).toMatchObject({ message: words, fixer: "model" });
    expect(String(task?.alert_url)).toContain(`/issues/${issue.number}#`);
    expect(said).toEqual([
      `@devi Run ${String(task?.number)} does this. What comes of it is proposed for review.`,
    ]);
    const [event] = await w.world.database.query(
      "SELECT actor FROM audit_events WHERE action = 'run.start' ORDER BY seq DESC LIMIT 1",
    );
    expect(event?.actor).toMatchObject({ kind: "forge", subject: String(developer.id) });
    // Killed before it was noted as handled, the same is read again.
    await w.world.database.query(
      "UPDATE webhook_deliveries SET handled_at = NULL WHERE endpoint_id = $1 AND received_at > $2",
      [endpointId, now],
    );
    await handle(place());
    expect(await tasks(place())).toEqual([task]);
    expect(issue.comments.filter(({ user }) => user === at.bot)).toHaveLength(1);
  });

  it("by a lower role, a member of another organization, or nobody that Etna knows changes nothing", async () => {
    const before = await tasks(place());
    const { viewer, outsider, stranger } = place();
    const told = async (by: User) => (await ask(place(), by, `/etna fix ${words}`)).said.join();
    expect(await told(viewer)).toContain("@vera This needs the role developer.");
    expect(await told(outsider)).toContain("@oskar There is nothing here.");
    expect(await told(stranger)).toContain("@mallory Nobody in Etna has linked this account.");
    expect(await tasks(place())).toEqual(before);
  });

  it("that is too short, another command, none, or changed since is no task", async () => {
    const before = await tasks(place());
    const { developer } = place();
    const said = async (body: string, change?: (issue: Issue) => void) =>
      (await ask(place(), developer, body, change)).said;
    expect(await said("/etna fix it")).toEqual(["@devi Say what is to be fixed, in a sentence."]);
    expect(await said("/etna approve")).toEqual([
      "@devi In an issue Etna knows `/etna fix WORDS`.",
    ]);
    expect(await said(`> /etna fix ${words}`)).toEqual([]);
    const edit = ({ comments }: Issue) => {
      const [comment] = comments;
      comment!.editedAtMs = comment!.createdAtMs + 60_000;
    };
    expect(await said(`/etna fix ${words}`, edit)).toEqual([]);
    expect(await said(`/etna fix ${words}`, ({ comments }) => comments.splice(0))).toEqual([]);
    expect(await tasks(place())).toEqual(before);
  });
});

async function chooseModel(): Promise<void> {
  const { organizationId } = team;
  await w.world.database.query(
    `INSERT INTO model_keys (id, organization_id, provider, name, address)
     VALUES ('mk_tasks', $1, 'openai_compatible', 'tasks', 'http://127.0.0.1:9')`,
    [organizationId],
  );
  await w.world.database.query(
    `INSERT INTO model_choices (organization_id, purpose, model_key_id, model)
     VALUES ($1, 'fix', 'mk_tasks', 'none')`,
    [organizationId],
  );
}
