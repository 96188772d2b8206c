import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Repository, User } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import { openTeam, type Team } from "../support/team.ts";

const run = promisify(execFile);

let w: ForgeWorld;
let team: Team;
let other: Team;
let count = 0;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Merge House");
  other = await openTeam(w.world, w.s, "Other House");
});

afterAll(() => w?.close());

const admin = () => team.as("admin");

/** Somebody on GitLab, with a project that they develop. */
async function somebody(): Promise<{ readonly user: User; readonly project: Repository }> {
  const { forge } = w.gitlab;
  const user = forge.addUser(`dev${++count}`);
  const owner = forge.addUser(`group${count}`, { kind: "organization" });
  const files = { "README.md": "# Shop\n" };
  const members = { [user.login]: "write" } as const;
  const project = await forge.addRepository({ owner, name: "shop", files, members });
  return { user, project };
}

/** Goes to GitLab with a browser, agrees there, and returns what it sends back. */
async function agree(url: string, login: string | null) {
  w.gitlab.settings.signedIn = login;
  const answered = await fetch(url, { redirect: "manual" });
  const back = new URL(answered.headers.get("location") ?? "");
  const { searchParams: query } = back;
  return { code: query.get("code") ?? "", state: query.get("state") ?? "", back };
}

async function connected() {
  const { user, project } = await somebody();
  const begun = await w.s.connections.beginGitlab(admin(), team.organizationId, w.gitlab.url);
  const answer = await agree(begun.url, user.login);
  const { organizationId } = team;
  const { id } = await w.s.connections.finishGitlab(admin(), organizationId, begun.flow, answer);
  return { id, user, project, begun, answer };
}

async function row(id: string) {
  const [found] = await w.world.database.query("SELECT * FROM connections WHERE id = $1", [id]);
  return found ?? {};
}

function tokensOf(user: User) {
  return [...w.gitlab.forge.state.tokens.values()].filter((token) => token.user === user);
}

describe("signing in at GitLab", () => {
  it("connects as whoever agreed, with state and PKCE, and keeps both tokens sealed", async () => {
    const { id, user, project, begun } = await connected();
    const asked = new URL(begun.url).searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("scope")).toBe("api");
    expect(begun.url).not.toContain(begun.flow.verifier);
    const views = await w.s.connections.listConnections(team.organizationId);
    expect(views.find((one) => one.id === id)).toMatchObject({
      method: "gitlab_oauth",
      name: `${user.login} on ${new URL(w.gitlab.url).host}`,
      grant: { needed: [{ name: "api", granted: true, isOptional: false }], surplus: [] },
    });
    const dump = JSON.stringify(await row(id));
    for (const { value } of tokensOf(user)) expect(dump).not.toContain(value);
    expect(await w.s.connections.listReachable(team.organizationId, id)).toMatchObject([
      { forgeId: String(project.id), connected: false },
    ]);
  });

  it("is finished by the browser that began, once", async () => {
    const { begun, answer } = await connected();
    const finish = (change: object, actor = admin(), organizationId = team.organizationId) =>
      w.s.connections.finishGitlab(actor, organizationId, begun.flow, { ...answer, ...change });
    await expect(finish({ state: "another" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(finish({ state: "" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(finish({}, team.as("developer"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(finish({}, other.as("admin"))).rejects.toMatchObject({ code: "not_found" });
    await expect(finish({})).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("without the verifier of the browser that began connects nothing", async () => {
    const { user } = await somebody();
    const begun = await w.s.connections.beginGitlab(admin(), team.organizationId, w.gitlab.url);
    const answer = await agree(begun.url, user.login);
    const flow = { ...begun.flow, verifier: "v".repeat(43) };
    await expect(
      w.s.connections.finishGitlab(admin(), team.organizationId, flow, answer),
    ).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("is offered where the operator registered the application, and nowhere else", async () => {
    const begin = w.s.connections.beginGitlab(admin(), team.organizationId, "https://gitlab.com");
    await expect(begin).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("gives back what was granted where that is too little", async () => {
    const { user } = await somebody();
    const begun = await w.s.connections.beginGitlab(admin(), team.organizationId, w.gitlab.url);
    const narrowed = new URL(begun.url);
    narrowed.searchParams.set("scope", "read_user");
    const answer = await agree(narrowed.href, user.login);
    await expect(
      w.s.connections.finishGitlab(admin(), team.organizationId, begun.flow, answer),
    ).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("api") });
    expect(tokensOf(user).every(({ revoked }) => revoked)).toBe(true);
  });
});

describe("a token that is about to end", () => {
  const expire = (id: string) =>
    w.world.database.query(
      "UPDATE connections SET token_expires_at = now() + interval '1 minute' WHERE id = $1",
      [id],
    );

  it("is renewed once, however many processes need it at the same moment", async () => {
    const { id, user } = await connected();
    await expire(id);
    const before = w.gitlab.requests.length;
    const script = `const { listReachable } = await import("#lib/services/connections/index.ts");
      const found = await listReachable(${JSON.stringify(team.organizationId)}, ${JSON.stringify(id)});
      process.stdout.write(String(found.length));
      process.exit(0);`;
    const one = () =>
      run(process.execPath, ["--input-type=module", "--no-deprecation", "-e", script], {
        env: { ...process.env, ...w.world.environment },
      });
    const answers = await Promise.all([one(), one()]);
    expect(answers.map(({ stdout }) => stdout)).toEqual(["1", "1"]);
    const asked = w.gitlab.requests.slice(before);
    const renewals = asked.filter(
      ({ target, method }) => method === "POST" && target === "/oauth/token",
    );
    expect(renewals.length).toBe(1);
    expect(tokensOf(user).filter(({ revoked }) => !revoked).length).toBe(1);
    expect((await row(id)).state).toBe("active");
  });

  it("is renewed again and again, each time with the newest refresh token", async () => {
    const { id } = await connected();
    for (let round = 0; round < 3; round++) {
      await expire(id);
      expect((await w.s.connections.listReachable(team.organizationId, id)).length).toBe(1);
    }
  });

  it("that GitLab renews no more ends the connection, with what to do", async () => {
    const { id, user } = await connected();
    // Somebody took the application away from their account.
    const token = tokensOf(user).find(({ revoked }) => !revoked)!;
    await fetch(`${w.gitlab.url}/oauth/revoke`, {
      method: "POST",
      body: new URLSearchParams({ token: token.value }),
    });
    await expire(id);
    await expect(w.s.connections.listReachable(team.organizationId, id)).rejects.toMatchObject({
      code: "precondition_failed",
    });
    expect(await row(id)).toMatchObject({
      state: "revoked",
      state_reason: expect.stringContaining("Connect GitLab again"),
    });
  });

  it("is not lost while GitLab is away", async () => {
    const { id } = await connected();
    await expire(id);
    w.gitlab.faults.push({
      kind: "bad_gateway",
      method: "POST",
      target: /oauth\/token$/,
      when: "before",
      times: 3,
    });
    const list = () => w.s.connections.listReachable(team.organizationId, id);
    await expect(list()).rejects.toMatchObject({ code: "unavailable" });
    expect((await list()).length).toBe(1);
  });
});

describe("a project's token", () => {
  const connect = (token: string) =>
    w.s.connections.connectWithToken(admin(), team.organizationId, {
      kind: "gitlab",
      host: w.gitlab.url,
      token,
    });

  it("connects with its end known, and is revoked at GitLab when it is disconnected", async () => {
    const { user, project } = await somebody();
    const expiresAtMs = Date.now() + 6.5 * 24 * 60 * 60 * 1000;
    const scopes = ["api", "sudo"];
    const token = w.gitlab.forge.addToken({ user, kind: "project", scopes, expiresAtMs });
    const { id } = await connect(token.value);
    const views = await w.s.connections.listConnections(team.organizationId);
    const view = views.find((one) => one.id === id);
    expect(view?.grant.surplus).toEqual(["sudo"]);
    expect(view?.tokenExpiresAt?.getTime()).toBeGreaterThan(Date.now());
    const [repository] = await w.s.repositories.connectHostedRepositories(
      admin(),
      team.organizationId,
      id,
      [String(project.id)],
    );
    const forge = await w.s.repositories.openForge(team.organizationId, repository!.id);
    expect(await forge.inspectRepository()).toMatchObject({ defaultBranch: "main" });
    expect(await w.s.connections.endConnection(admin(), team.organizationId, id)).toBeNull();
    expect(token.revoked).toBe(true);
    expect(await row(id)).toMatchObject({ state: "disconnected", sealed_token: null });
    await expect(
      w.s.repositories.openForge(team.organizationId, repository!.id),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("that has ended is refused when it is pasted", async () => {
    const { user } = await somebody();
    const expiresAtMs = Date.now() - 1000;
    const token = w.gitlab.forge.addToken({ user, kind: "project", scopes: ["api"], expiresAtMs });
    await expect(connect(token.value)).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("for an address that Etna may not reach is never sent", async () => {
    const token = ["glpat", "x".repeat(20)].join("-");
    const host = "http://127.0.0.1:9";
    const request = { kind: "gitlab", host, token } as const;
    const attempt = w.s.connections.connectWithToken(admin(), team.organizationId, request);
    await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
    for (const bad of ["ftp://x.test", "http://git.example.test", "https://u:p@git.example.test"]) {
      const refused = w.s.connections.connectWithToken(admin(), team.organizationId, {
        ...request,
        host: bad,
      });
      await expect(refused, bad).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("disconnecting what was signed in", () => {
  it("revokes both tokens at GitLab and destroys them here", async () => {
    const { id, user } = await connected();
    expect(await w.s.connections.endConnection(admin(), team.organizationId, id)).toBeNull();
    expect(tokensOf(user).every(({ revoked }) => revoked)).toBe(true);
    expect(await row(id)).toMatchObject({ sealed_token: null, sealed_refresh: null });
  });

  it("is not held up by a GitLab that is away, and says what is left to do", async () => {
    const { id } = await connected();
    w.gitlab.faults.push({ kind: "bad_gateway", when: "before", times: 20 });
    const left = await w.s.connections.endConnection(admin(), team.organizationId, id);
    w.gitlab.faults.splice(0);
    expect(left).toContain("end it on the forge as well");
    expect(await row(id)).toMatchObject({ state: "disconnected", sealed_token: null });
  });
});

describe("repositories of a connection", () => {
  it("are connected once, only those that it reaches, and by an admin", async () => {
    const { id, project } = await connected();
    const { organizationId } = team;
    const choose = (ids: readonly string[], actor = admin()) =>
      w.s.repositories.connectHostedRepositories(actor, organizationId, id, ids);
    const foreign = await somebody();
    const both = [String(project.id), String(foreign.project.id)];
    await expect(choose(both)).rejects.toMatchObject({ code: "not_found" });
    const [first] = await choose([String(project.id)]);
    const [again] = await choose([String(project.id)]);
    expect(again?.id).toBe(first?.id);
    await expect(choose([String(project.id)], team.as("developer"))).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      w.s.repositories.connectHostedRepositories(other.as("admin"), other.organizationId, id, [
        String(project.id),
      ]),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await w.s.connections.listReachable(organizationId, id)).toMatchObject([
      { connected: true },
    ]);
  });

  it("are seen as what they are: renamed, archived, on another branch, gone", async () => {
    const { id, project, user } = await connected();
    const { organizationId } = team;
    const [made] = await w.s.repositories.connectHostedRepositories(admin(), organizationId, id, [
      String(project.id),
    ]);
    const { forge } = w.gitlab;
    const look = async () => {
      await w.s.repositories.refreshRepositories(organizationId, id);
      return await w.s.repositories.getRepository(organizationId, made!.id);
    };
    forge.rename(project, "store", user);
    await forge.push(project, "trunk", { "a.txt": "a" }, user);
    await forge.changeDefaultBranch(project, "trunk", user);
    expect(await look()).toMatchObject({
      name: `${project.owner.login}/store`,
      defaultBranch: "trunk",
      state: "active",
    });
    forge.archive(project, user);
    expect(await look()).toMatchObject({ state: "read_only", stateReason: "It is archived." });
    forge.deleteRepository(project, user);
    expect(await look()).toMatchObject({ state: "unreachable" });
  });
});
