import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, installApp } from "#samples/forge/github/world.ts";
import type { Repository, User } from "#samples/forge/state.ts";
import { type ForgeWorld, makeApp, openForgeWorld, press } from "../support/forge-world.ts";
import { openTeam, type Team } from "../support/team.ts";

let w: ForgeWorld;
let team: Team;
let other: Team;
let ana: User;
let shop: Repository;
let count = 0;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Token House");
  other = await openTeam(w.world, w.s, "Other House");
  const { forge } = w.github;
  ana = forge.addUser("ana");
  shop = await forge.addRepository({
    owner: ana,
    name: "shop",
    files: { "README.md": "# Shop\n" },
  });
});

afterAll(() => w?.close());

const { kind } = { kind: "github" } as const;

function personalToken(scopes: readonly string[] = ["repo"], user = person()) {
  return w.github.forge.addToken({ user, kind: "personal", scopes }, "ghp_");
}

function person(): User {
  return w.github.forge.addUser(`person${++count}`);
}

const connect = (token: string, as = team.as("admin"), organizationId = team.organizationId) =>
  w.s.connections.connectWithToken(as, organizationId, { kind, host: w.github.url, token });

async function row(id: string) {
  const [found] = await w.world.database.query("SELECT * FROM connections WHERE id = $1", [id]);
  return found ?? {};
}

async function viewOf(id: string) {
  return (await w.s.connections.listConnections(team.organizationId)).find((one) => one.id === id);
}

describe("a pasted token", () => {
  it("is asked of GitHub once, sealed, and shown by its last four characters alone", async () => {
    const token = personalToken();
    const { id, missing } = await connect(token.value);
    expect(missing).toEqual([]);
    const dump = JSON.stringify(
      await w.world.database.query(
        "SELECT row_to_json(c)::text AS c, (SELECT json_agg(e)::text FROM audit_events e) AS e FROM connections c",
      ),
    );
    expect(dump).not.toContain(token.value);
    expect(await viewOf(id)).toMatchObject({
      name: `${token.user.login} on ${new URL(w.github.url).host}`,
      method: "github_token",
      tokenHint: token.value.slice(-4),
      state: "active",
      grant: {
        isKnown: true,
        surplus: [],
        needed: [{ name: "repo", granted: true, isOptional: false }],
      },
    });
  });

  it("again is the same connection, and the account's next one takes its place", async () => {
    const user = person();
    const [first, next] = [personalToken(["repo"], user), personalToken(["repo"], user)];
    const { id } = await connect(first.value);
    const events = "SELECT seq FROM audit_events";
    const before = (await w.world.database.query(events)).length;
    expect((await connect(first.value)).id).toBe(id);
    expect((await w.world.database.query(events)).length).toBe(before);
    expect((await connect(next.value)).id).toBe(id);
    expect((await row(id)).token_hint).toBe(next.value.slice(-4));
  });

  it("that lacks a scope is refused by name, and nothing is kept", async () => {
    const token = personalToken(["read:org"]);
    await expect(connect(token.value)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("lacks repo"),
    });
    const names = (await w.s.connections.listConnections(team.organizationId)).map((c) => c.name);
    expect(names.join()).not.toContain(token.user.login);
  });

  it("that may do more than is needed is kept, and the surplus is named", async () => {
    const { id } = await connect(personalToken(["repo", "delete_repo", "admin:org"]).value);
    expect((await viewOf(id))?.grant.surplus).toEqual(["admin:org", "delete_repo"]);
  });

  it("that GitHub does not know is refused", async () => {
    await expect(connect("ghp_of_nobody_at_all")).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("connects nothing for a lower role, a stranger, or another organization's admin", async () => {
    const token = personalToken();
    const attempt = (actor: Parameters<typeof connect>[1]) => connect(token.value, actor);
    const asked = w.github.requests.length;
    for (const role of ["viewer", "developer", "approver"] as const) {
      await expect(attempt(team.as(role))).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(attempt(other.as("admin"))).rejects.toMatchObject({ code: "not_found" });
    const claiming = { ...other.as("admin"), organizationId: team.organizationId };
    await expect(attempt(claiming)).rejects.toMatchObject({ code: "not_found" });
    // Refused before GitHub is asked: nobody may use Etna to try tokens.
    expect(w.github.requests.length).toBe(asked);
  });

  it("of one organization opens nothing for another", async () => {
    const { id } = await connect(personalToken().value);
    const { organizationId } = other;
    await expect(w.s.connections.listReachable(organizationId, id)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(
      w.s.connections.endConnection(other.as("owner"), organizationId, id),
    ).rejects.toMatchObject({ code: "not_found" });
    expect((await row(id)).state).toBe("active");
  });

  it("that was revoked on GitHub is shown as revoked, and works again once it does", async () => {
    const token = personalToken();
    const { id } = await connect(token.value);
    token.revoked = true;
    expect(await w.s.connections.checkConnection(team.organizationId, id)).toBe("revoked");
    expect(await viewOf(id)).toMatchObject({ state: "revoked" });
    await expect(w.s.connections.listReachable(team.organizationId, id)).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("Connect it again"),
    });
    token.revoked = false;
    expect(await w.s.connections.checkConnection(team.organizationId, id)).toBe("active");
    expect(await viewOf(id)).toMatchObject({ state: "active", stateReason: null });
  });

  it("stays as it is while GitHub is away", async () => {
    const { id } = await connect(personalToken().value);
    w.github.faults.push({ kind: "bad_gateway", times: 9, when: "before" });
    await expect(w.s.connections.checkConnection(team.organizationId, id)).rejects.toMatchObject({
      code: "unavailable",
    });
    w.github.faults.splice(0);
    expect(await viewOf(id)).toMatchObject({ state: "active" });
  });

  it("is destroyed with its connection, and a person is told to delete it on GitHub", async () => {
    const { id } = await connect(personalToken().value);
    const end = () => w.s.connections.endConnection(team.as("admin"), team.organizationId, id);
    expect(await end()).toContain("Delete it in the settings");
    expect(await row(id)).toMatchObject({
      state: "disconnected",
      sealed_token: null,
      sealed_refresh: null,
      token_hint: null,
    });
    expect(await viewOf(id)).toBeUndefined();
    expect(await end()).toBeNull();
  });
});

describe("an App of the organization's own", () => {
  const admin = () => team.as("admin");

  it("is made and installed in two clicks, and its tokens are kept nowhere", async () => {
    const { flow, manifest, answer } = await makeApp(w, admin(), team.organizationId, "ana");
    expect(JSON.parse(manifest)).toMatchObject({
      name: "Etna token-house",
      public: false,
      hook_attributes: { url: `${w.url}/api/webhooks/github/${flow.endpointId}` },
    });
    const installUrl = await w.s.connections.finishGithubApp(
      admin(),
      team.organizationId,
      flow,
      answer,
    );
    expect(await w.s.connections.listWaitingApps(team.organizationId)).toMatchObject([
      { id: flow.forgeAppId, installUrl },
    ]);
    const back = await press(installUrl, {
      as: "ana",
      press: "Install",
      repository: String(shop.id),
    });
    expect(back.pathname).toBe(`/o/token-house/settings/connections/installed/${flow.forgeAppId}`);
    const installationId = back.searchParams.get("installation_id") ?? "";
    const { id, missing } = await w.s.connections.connectInstallation(
      admin(),
      team.organizationId,
      flow.forgeAppId,
      installationId,
    );
    expect(missing).toEqual([]);
    expect(await w.s.connections.listWaitingApps(team.organizationId)).toEqual([]);
    expect(await viewOf(id)).toMatchObject({ method: "github_app", grant: { surplus: [] } });
    expect(await w.s.connections.listReachable(team.organizationId, id)).toMatchObject([
      { fullName: "ana/shop", connected: false },
    ]);
    const made = [...w.github.forge.state.tokens.values()].filter((t) => t.installationId !== null);
    expect(made.length).toBeGreaterThan(0);
    const app = [...w.github.world.apps.values()].at(-1);
    const dump = JSON.stringify(
      await w.world.database.query(
        `SELECT (SELECT json_agg(c)::text FROM connections c) AS c,
           (SELECT json_agg(a)::text FROM forge_apps a) AS a,
           (SELECT json_agg(x)::text FROM webhook_endpoints x) AS x,
           (SELECT json_agg(e)::text FROM audit_events e) AS e`,
      ),
    );
    for (const { value } of made) expect(dump).not.toContain(value);
    expect(dump).not.toContain(app?.clientSecret);
    expect(dump).not.toContain(app?.webhookSecret);
    expect(dump).not.toContain("PRIVATE KEY");
  });

  it("gives tokens for the one repository that an operation is about", async () => {
    const connection = await installed();
    const [repository] = await w.s.repositories.connectHostedRepositories(
      admin(),
      team.organizationId,
      connection.id,
      [String(connection.repository.id)],
    );
    const forge = await w.s.repositories.openForge(team.organizationId, repository!.id);
    expect(await forge.inspectRepository()).toMatchObject({
      defaultBranch: "main",
      fullName: `${connection.repository.owner.login}/${connection.repository.name}`,
    });
    const token = [...w.github.forge.state.tokens.values()].at(-1);
    expect(token?.repositoryIds).toEqual([connection.repository.id]);
    expect(await w.s.repositories.getRepository(team.organizationId, repository!.id)).toMatchObject(
      {
        forge: "github",
        state: "active",
        host: w.github.url,
      },
    );
  });

  it("is taken over by the browser that set out, once, and by no other", async () => {
    const { flow, answer } = await makeApp(w, admin(), team.organizationId, "ana");
    const finish = (given = answer, as = admin(), organizationId = team.organizationId) =>
      w.s.connections.finishGithubApp(as, organizationId, flow, given);
    const forged = { ...answer, state: "another" };
    await expect(finish(forged)).rejects.toMatchObject({ code: "forbidden" });
    await expect(finish(answer, other.as("admin"))).rejects.toMatchObject({ code: "not_found" });
    await expect(finish(answer, team.as("developer"))).rejects.toMatchObject({ code: "forbidden" });
    await finish();
    await expect(finish()).rejects.toMatchObject({ code: "not_found" });
  });

  it("is made only where the operator has named the server", async () => {
    const begin = w.s.connections.beginGithubApp(admin(), team.organizationId, w.gitlab.url);
    await expect(begin).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("connects no installation of another App, whatever number the browser brings", async () => {
    const { flow, answer } = await makeApp(w, admin(), team.organizationId, "ana");
    await w.s.connections.finishGithubApp(admin(), team.organizationId, flow, answer);
    const foreign = addApp(w.github.world, { owner: ana, name: `Foreign ${++count}` });
    const { id } = installApp(w.github.world, foreign, ana, "all", ana);
    await expect(
      w.s.connections.connectInstallation(
        admin(),
        team.organizationId,
        flow.forgeAppId,
        String(id),
      ),
    ).rejects.toMatchObject({ code: "not_found" });
    const elsewhere = w.s.connections.connectInstallation(
      other.as("admin"),
      other.organizationId,
      flow.forgeAppId,
      String(id),
    );
    await expect(elsewhere).rejects.toMatchObject({ code: "not_found" });
  });

  it("shows what was not granted, and what was granted beyond need", async () => {
    const grants = { contents: "write", metadata: "read", administration: "write" } as const;
    const { id, missing } = await installed({ ...grants });
    expect(missing).toContain("pull_requests:write");
    // Its logs are read where they may be, and else what the checks say.
    expect(missing).not.toContain("actions:read");
    const grant = (await viewOf(id))?.grant;
    expect(grant?.surplus).toEqual(["administration:write"]);
    expect(grant?.needed.find(({ name }) => name === "checks:write")?.granted).toBe(false);
    expect(grant?.needed.find(({ name }) => name === "actions:read")).toEqual({
      name: "actions:read",
      granted: false,
      isOptional: true,
    });
    // It works as far as it goes: no more is asked for than was granted.
    expect((await w.s.connections.listReachable(team.organizationId, id)).length).toBe(1);
  });

  it("is suspended, given back and uninstalled on GitHub, and each is shown as what it is", async () => {
    const { id, installation } = await installed();
    const check = () => w.s.connections.checkConnection(team.organizationId, id);
    installation.suspendedAtMs = Date.now();
    expect(await check()).toBe("suspended");
    installation.suspendedAtMs = null;
    expect(await check()).toBe("active");
    installation.deleted = true;
    expect(await check()).toBe("revoked");
    expect(await viewOf(id)).toMatchObject({ stateReason: "The App was uninstalled on GitHub." });
  });

  it("is uninstalled when it is disconnected, and its key destroyed", async () => {
    const { id, installation, forgeAppId, repository } = await installed();
    const [connected] = await w.s.repositories.connectHostedRepositories(
      admin(),
      team.organizationId,
      id,
      [String(repository.id)],
    );
    const left = await w.s.connections.endConnection(admin(), team.organizationId, id);
    expect(left).toContain("Delete it on GitHub");
    expect(installation.deleted).toBe(true);
    for (const table of ["forge_apps WHERE id", "webhook_endpoints WHERE forge_app_id"]) {
      const rows = await w.world.database.query(`SELECT 1 FROM ${table} = $1`, [forgeAppId]);
      expect(rows, table).toEqual([]);
    }
    expect(await w.s.repositories.getRepository(team.organizationId, connected!.id)).toBeNull();
  });

  /** An App with an installation on an account of its own, which has one repository. */
  async function installed(grants?: Readonly<Record<string, "read" | "write">>) {
    const { forge, world } = w.github;
    const account = person();
    const files = { "README.md": "# One\n" };
    const repository = await forge.addRepository({ owner: account, name: "one", files });
    const { flow, answer } = await makeApp(w, admin(), team.organizationId, account.login);
    await w.s.connections.finishGithubApp(admin(), team.organizationId, flow, answer);
    const app = [...world.apps.values()].at(-1)!;
    const installation = installApp(world, app, account, [repository.id], account);
    if (grants !== undefined) installation.grants = grants;
    const made = await w.s.connections.connectInstallation(
      admin(),
      team.organizationId,
      flow.forgeAppId,
      String(installation.id),
    );
    return { ...made, installation, repository, forgeAppId: flow.forgeAppId };
  }
});
