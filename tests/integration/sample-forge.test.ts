import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workflowPath } from "#samples/forge/sample/workflow.ts";
import type { Repository } from "#samples/forge/state.ts";
import { type ForgeWorld, openForgeWorld } from "../support/forge-world.ts";
import { openTeam, type Team } from "../support/team.ts";
import { eventually } from "../support/world.ts";

let w: ForgeWorld;
let team: Team;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Newcomers");
});

afterAll(() => w?.close());

const connect = (of = team, role: "owner" | "admin" = "owner") =>
  w.s.repositories.connectSampleForge(of.as(role), of.organizationId);

function repositoryOf(of: { readonly name: string }): Repository {
  const all = [...w.sample.server.forge.state.repositories.values()];
  const found = all.find(({ owner, name }) => `${owner.login}/${name}` === of.name);
  if (found === undefined) throw new Error("It is not there.");
  return found;
}

async function pushTo(repository: Repository, branch: string): Promise<string> {
  const { forge } = w.sample.server;
  return forge.push(repository, branch, { "more.txt": branch }, repository.owner);
}

/** Sends a request with headers that a browser alone may set. */
function send(path: string, headers: Record<string, string>, body = ""): Promise<number> {
  const url = new URL(path, w.sample.server.url);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(url, { method: body === "" ? "GET" : "POST", headers }, (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 0);
  });
  sent.on("error", reject).end(body);
  return promise;
}

describe("one press", () => {
  it("connects the sample repository by an App, as GitHub is, and links the person's account", async () => {
    const made = await connect();
    const { organizationId } = team;
    const [connection] = await w.s.connections.listConnections(organizationId);
    expect(connection).toMatchObject({
      kind: "github",
      method: "github_app",
      host: w.sample.server.url,
      state: "active",
      repositories: 1,
      reports: true,
    });
    const repository = repositoryOf(made);
    expect(await repository.git.text(["ls-tree", "-r", "--name-only", "main"])).toContain(
      workflowPath,
    );
    const account = { issuer: w.sample.server.url, subject: String(repository.owner.id) };
    const person = await w.s.identity.findPersonByAccount(account);
    expect(person?.id).toBe(team.people.owner);
    expect(await w.s.repositories.readReadme(organizationId, made.id)).not.toBeNull();
  });

  it("is heard of: what happens there is reported to the connection", async () => {
    const repository = repositoryOf(await connect());
    await pushTo(repository, "work");
    await w.sample.server.settled();
    const [connection] = await w.s.connections.listConnections(team.organizationId);
    expect(connection?.heardAt).not.toBeNull();
  });

  it("gives another member an account of their own on the same repository", async () => {
    const [first, second] = [await connect(), await connect(team, "admin")];
    expect(second.id).toBe(first.id);
    const repository = repositoryOf(first);
    const members = [...repository.members.keys()];
    expect(members).toHaveLength(1);
    const member = w.sample.server.forge.state.users.get(members[0] ?? "");
    const account = { issuer: w.sample.server.url, subject: String(member?.id) };
    const person = await w.s.identity.findPersonByAccount(account);
    expect(person?.id).toBe(team.people.admin);
  });

  it("gives another organization a repository of its own, which the first does not reach", async () => {
    const other = await openTeam(w.world, w.s, "Neighbours");
    const [own, theirs] = [await connect(), await connect(other)];
    expect(repositoryOf(theirs)).not.toBe(repositoryOf(own));
    const [connection] = await w.s.connections.listConnections(other.organizationId);
    const reached = await w.s.connections.listReachable(other.organizationId, connection?.id ?? "");
    expect(reached.map(({ fullName }) => fullName)).toEqual([theirs.name]);
  });

  it("connects the same repository again after the connection was ended", async () => {
    const first = await connect();
    const [before] = await w.s.connections.listConnections(team.organizationId);
    await w.s.connections.endConnection(team.as("owner"), team.organizationId, before?.id ?? "");
    const again = await connect();
    expect(repositoryOf(again)).toBe(repositoryOf(first));
    const connections = await w.s.connections.listConnections(team.organizationId);
    expect(connections.map(({ state, repositories }) => [state, repositories])).toEqual([
      ["active", 1],
    ]);
  });
});

describe("the scripted model", () => {
  const tryScript = (of: Team, role: "admin" | "developer", organizationId = of.organizationId) =>
    w.s.modelKeys.tryScriptedModel(of.as(role), organizationId);
  const listed = (of: Team) => w.s.modelKeys.listModelKeys(of.organizationId);

  it("is chosen by one press, once, as any server without a key, and says what it is", async () => {
    const of = await openTeam(w.world, w.s, "Script House");
    await tryScript(of, "admin");
    await tryScript(of, "admin");
    const { keys, choices } = await listed(of);
    expect(keys).toMatchObject([
      {
        name: "A script, no model",
        provider: "openai-compatible",
        hasKey: false,
        state: "working",
      },
    ]);
    expect(choices).toMatchObject([{ purpose: "fix", model: "script-no-model" }]);
    expect(await w.s.modelKeys.readChoice(of.organizationId, "fix")).toMatchObject({
      model: "openai-compatible/script-no-model",
      isScript: true,
    });
    await w.s.modelKeys.deleteModelKey(of.as("admin"), of.organizationId, keys[0]?.id ?? "");
    expect(await listed(of)).toEqual({ keys: [], choices: [] });
  });

  it("is for admins of their own organization", async () => {
    const of = await openTeam(w.world, w.s, "Curious House");
    await expect(tryScript(of, "developer")).rejects.toMatchObject({ code: "forbidden" });
    await expect(tryScript(team, "admin", of.organizationId)).rejects.toMatchObject({
      code: expect.stringMatching(/forbidden|not_found/),
    });
    expect(await listed(of)).toEqual({ keys: [], choices: [] });
  });

  it("refuses what it does not know, in words and without a change", async () => {
    const url = `${w.sample.server.url}/_sample/models/v1/chat/completions`;
    const said = async (body: unknown) =>
      await (await fetch(url, { method: "POST", body: JSON.stringify(body) })).text();
    expect(await said({ model: "x", messages: [], tools: [{}] })).toContain("submit");
    expect(await said({ model: "x", messages: [] })).toContain("[DONE]");
    expect((await fetch(url.replace("/chat", "/other"), { method: "POST" })).status).toBe(404);
    expect((await fetch(url, { method: "POST", body: "{" })).status).toBe(400);
  });
});

describe("the forge", () => {
  it("plays the CI of each push to its green end", async () => {
    const repository = repositoryOf(await connect());
    const seen: string[] = [];
    w.sample.server.forge.onEvent((event) => {
      if (event.kind === "pipeline") seen.push(event.pipeline.status);
    });
    const head = await pushTo(repository, "ci");
    const run = () => repository.pipelines.find(({ sha }) => sha === head);
    await eventually("the CI to end", async () => run()?.status === "success");
    expect(seen).toEqual(["queued", "running", "success"]);
  });

  it("lets its CI fail with the log that a person writes, and pass on a later commit", async () => {
    const made = await connect();
    const repository = repositoryOf(made);
    const { forge } = w.sample.server;
    const head = await pushTo(repository, "red");
    const about = { title: "Red", body: "", draft: false, headBranch: "red", baseBranch: "main" };
    const bot = [...w.sample.server.world.apps.values()][0]?.bot ?? repository.owner;
    const change = await forge.openChange(repository, about, bot);
    const green = (sha: string) => async () =>
      repository.pipelines.some((run) => run.sha === sha && run.status === "success");
    await eventually("the CI to pass", green(head));
    const page = `/${repository.owner.login}/${repository.name}/pull/${change.number}`;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(await send(page, form, "press=Fail&body=not+ok+1+-+the+label")).toBe(303);
    const { host } = await w.s.repositories.openForge(team.organizationId, made.id);
    expect(await host!.readCi(head)).toMatchObject({ status: "failed" });
    expect(await host!.readFailingLog(head)).toEqual([
      { job: "test", text: "not ok 1 - the label\n" },
    ]);
    expect(await send(page, form, "press=Fail")).toBe(303);
    const [, again] = await host!.readFailingLog(head);
    expect(again?.text).toContain("not ok 2 - the labels");
    const later = await forge.push(repository, "red", { "later.txt": "1\n" }, bot);
    await eventually("the later CI to pass", green(later));
    expect(await host!.readFailingLog(later)).toEqual([]);
    await w.sample.server.settled();
  });

  it("is the same after a restart: people, keys, tokens and pull requests", async () => {
    const made = await connect();
    const before = repositoryOf(made);
    const headSha = await pushTo(before, "kept");
    const about = { title: "Kept", body: "", draft: true, headBranch: "kept", baseBranch: "main" };
    const { number } = await w.sample.server.forge.openChange(before, about, before.owner);
    await w.sample.restart();
    const after = repositoryOf(made);
    expect(after).not.toBe(before);
    expect(after.changes.get(number)).toMatchObject({ title: "Kept", draft: true, headSha });
    expect(after.changes.get(number)?.author).toBe(after.owner);
    const forge = await w.s.repositories.openForge(team.organizationId, made.id);
    expect(await forge.inspectRepository()).toMatchObject({ defaultBranch: "main" });
    // The same person has the same account, and the App is not made again.
    expect((await connect()).id).toBe(made.id);
    await pushTo(after, "reported");
    await w.sample.server.settled();
  });

  it("makes nothing ready for whoever does not know its secret", async () => {
    const { server } = w.sample;
    expect(await send("/_sample/welcome", {}, "{}")).toBe(401);
    expect(await send("/_sample/welcome", { authorization: "Bearer wrong" }, "{}")).toBe(401);
    const token = process.env.ETNA_SAMPLE_FORGE_SECRET ?? "";
    const known = { authorization: `Bearer ${token}` };
    expect(await send("/_sample/elsewhere", known)).toBe(404);
    const hello = await fetch(new URL("/_sample/hello?challenge=1", server.url));
    expect(await hello.text()).not.toContain(token);
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
  });

  it("lets no other site in the same browser press its buttons", async () => {
    const repository = repositoryOf(await connect());
    const headSha = await pushTo(repository, "pressed");
    const { forge } = w.sample.server;
    const about = { title: "P", body: "", draft: false, headBranch: "pressed", baseBranch: "main" };
    const bot = [...w.sample.server.world.apps.values()][0]?.bot ?? repository.owner;
    const change = await forge.openChange(repository, about, bot);
    const page = `/${repository.owner.login}/${repository.name}/pull/${change.number}`;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    for (const site of ["cross-site", "same-site"]) {
      const headers = { ...form, "sec-fetch-site": site };
      expect(await send(page, headers, "press=Approve")).toBe(403);
    }
    expect(await send(page, { ...form, host: "evil.example" }, "press=Approve")).toBe(421);
    expect(await send(page, { host: "evil.example" })).toBe(421);
    expect(change.reviews).toEqual([]);
    expect(await send(page, { ...form, "sec-fetch-site": "same-origin" }, "press=Approve")).toBe(
      303,
    );
    expect(change.reviews).toMatchObject([{ state: "approved", commit: headSha }]);
  });
});
