import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Worker } from "#lib/platform/jobs/index.ts";
import { installApp } from "#samples/forge/github/world.ts";
import type { Delivery } from "#samples/forge/server.ts";
import type { Installation, Repository, User } from "#samples/forge/state.ts";
import { type ForgeWorld, makeApp, openForgeWorld } from "../support/forge-world.ts";
import { openTeam, type Team } from "../support/team.ts";
import { give, startWorkerProcess, untilReached } from "../support/worker-process.ts";
import { eventually } from "../support/world.ts";

let w: ForgeWorld;
let team: Team;
let worker: Worker | undefined;
let owner: User;
let repository: Repository;
let installation: Installation;
let repositoryId: string;
let connectionId: string;
let endpointId: string;

beforeAll(async () => {
  w = await openForgeWorld();
  team = await openTeam(w.world, w.s, "Hook House");
  const { forge, world } = w.github;
  owner = forge.addUser("ana");
  const files = { "README.md": "# Shop\n" };
  repository = await forge.addRepository({ owner, name: "shop", files });
  const { flow, answer } = await makeApp(w, team.as("admin"), team.organizationId, "ana");
  const { organizationId } = team;
  await w.s.connections.finishGithubApp(team.as("admin"), organizationId, flow, answer);
  const app = [...world.apps.values()].at(-1)!;
  // Nothing is sent by itself: each test says what comes, when and how often.
  w.github.sendsHooks = false;
  installation = installApp(world, app, owner, "all", owner);
  ({ endpointId } = flow);
  ({ id: connectionId } = await w.s.connections.connectInstallation(
    team.as("admin"),
    organizationId,
    flow.forgeAppId,
    String(installation.id),
  ));
  const [made] = await w.s.repositories.connectHostedRepositories(
    team.as("admin"),
    organizationId,
    connectionId,
    [String(repository.id)],
  );
  repositoryId = made!.id;
  w.github.deliveries.splice(0);
});

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

async function work(): Promise<void> {
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  const { workflows } = await import("../../bin/ground/workflows.ts");
  worker ??= await startWorker({ workflows });
}

/** What GitHub would have sent for what `change` does. */
async function reportOf(change: () => unknown): Promise<Delivery> {
  const before = w.github.deliveries.length;
  await change();
  const made = w.github.deliveries[before];
  if (made === undefined) throw new Error("GitHub reports nothing of this.");
  return made;
}

const rename = (name: string) => reportOf(() => w.github.forge.rename(repository, name, owner));

async function stored() {
  return await w.world.database.query(
    `SELECT delivery_id AS id, event, handled_at IS NOT NULL AS handled FROM webhook_deliveries
     ORDER BY received_at, id`,
  );
}

async function allHandled() {
  await eventually("the deliveries to be handled", async () =>
    (await stored()).every(({ handled }) => handled),
  );
}

async function look() {
  return await w.s.repositories.getRepository(team.organizationId, repositoryId);
}

async function connection() {
  const all = await w.s.connections.listConnections(team.organizationId);
  return all.find(({ id }) => id === connectionId);
}

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  to = `${w.url}/api/webhooks/github/${endpointId}`,
) {
  return await fetch(to, { method: "POST", body, headers });
}

describe("a message of a forge", () => {
  it("with a wrong signature, or none, is refused and leaves nothing", async () => {
    const { headers, body } = await rename("shop-2");
    const before = await stored();
    const { "x-hub-signature-256": signature = "", ...unsigned } = headers;
    const wrong = [
      { headers: unsigned, body },
      { headers: { ...headers, "x-hub-signature-256": "" }, body },
      { headers: { ...headers, "x-hub-signature-256": signature.slice(7) }, body },
      { headers: { ...headers, "x-hub-signature-256": `sha256=${"0".repeat(64)}` }, body },
      { headers, body: body.replace("shop-2", "shop-3") },
      { headers, body: `${body} ` },
    ];
    for (const [at, sent] of wrong.entries()) {
      const answer = await send(sent.body, { ...sent.headers });
      expect(answer.status, `${at}`).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
    expect(await stored()).toEqual(before);
  });

  it("to an address that is none says no more than that", async () => {
    const { headers, body } = await rename("shop-3");
    for (const path of [
      `/api/webhooks/github/wh_${"0".repeat(20)}`,
      `/api/webhooks/gitlab/${endpointId}`,
    ]) {
      const answer = await send(body, { ...headers }, w.url + path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ title: "There is nothing here." });
    }
  });

  it("is kept once: as it was, again, under another id, and many times at the same moment", async () => {
    const delivery = await rename("shop-4");
    const before = (await stored()).length;
    const statuses = await Promise.all(
      Array.from({ length: 8 }, () => w.github.deliver({ ...delivery })),
    );
    expect(statuses).toEqual(Array(8).fill(202));
    const replayed = { ...delivery.headers, "x-github-delivery": randomUUID() };
    expect((await send(delivery.body, replayed)).status).toBe(202);
    expect((await stored()).length).toBe(before + 1);
    const jobs = await w.world.database.query(
      "SELECT id FROM outbox WHERE workflow = 'handle-deliveries'",
    );
    expect(jobs.length).toBe(1);
  });

  it("about nothing of interest is heard and not kept", async () => {
    const before = await stored();
    const body = JSON.stringify({ zen: "Keep it logically awesome.", hook_id: 1 });
    expect((await send(body, signed(body, "ping"))).status).toBe(202);
    const unknown = JSON.stringify({ action: "created" });
    expect((await send(unknown, signed(unknown, "sponsorship"))).status).toBe(202);
    expect(await stored()).toEqual(before);
    expect((await connection())?.heardAt).not.toBeNull();
  });

  it("that is signed and is none of GitHub's is refused in words", async () => {
    expect((await send("", signed("", "repository"))).status).toBe(401);
    for (const body of ["{", "[]", JSON.stringify({ repository: { id: "x" } })]) {
      const answer = await send(body, signed(body, "repository"));
      expect(answer.status, body).toBe(400);
    }
  });

  it("larger than a forge sends is refused before it is read to its end", async () => {
    const tooLarge = new Uint8Array(25 * 1024 * 1024 + 1);
    const { headers } = await rename("shop-5");
    expect((await send(tooLarge, { ...headers })).status).toBe(413);
    const largest = JSON.stringify({ pad: "x".repeat(25 * 1024 * 1024 - 20) });
    expect((await send(largest, signed(largest, "ping"))).status).toBe(202);
  });
});

describe("what is reported", () => {
  it("is looked at on the forge: order and repetition change nothing", async () => {
    const reports = [await rename("one"), await rename("two"), await rename("three")];
    for (const report of [...reports].reverse()) await w.github.deliver(report);
    await work();
    await allHandled();
    expect(await look()).toMatchObject({ name: "ana/three" });
    const events = await refreshes();
    for (const report of reports) await w.github.deliver(report);
    expect(await refreshes()).toBe(events);
  });

  it("renames, moves to another branch, archives and deletes, each to a clear state", async () => {
    const { forge } = w.github;
    const report = async (change: () => unknown) => {
      await w.github.deliver(await reportOf(change));
      await allHandled();
      return await look();
    };
    expect(await report(() => forge.rename(repository, "store", owner))).toMatchObject({
      name: "ana/store",
    });
    // The next operation finds it under its new name.
    const found = await w.s.repositories.openForge(team.organizationId, repositoryId);
    expect(await found.inspectRepository()).toMatchObject({ fullName: "ana/store" });
    w.github.sendsHooks = false;
    await forge.push(repository, "trunk", { "a.txt": "a" }, owner);
    const moved = () => forge.changeDefaultBranch(repository, "trunk", owner);
    expect(await report(moved)).toMatchObject({ defaultBranch: "trunk" });
    expect(await report(() => forge.archive(repository, owner))).toMatchObject({
      state: "read_only",
    });
    repository.archived = false;
    expect(await report(() => forge.rename(repository, "shop", owner))).toMatchObject({
      state: "active",
      name: "ana/shop",
    });
  });

  it("that somebody else owns it now makes it unreachable, and a return makes it work", async () => {
    const { forge } = w.github;
    const ben = forge.addUser("ben");
    await w.github.deliver(await reportOf(() => forge.rename(repository, "traveller", owner)));
    repository.owner = ben;
    await w.github.deliver(await fromApp(() => forge.rename(repository, "abroad", ben)));
    await allHandled();
    expect(await look()).toMatchObject({ state: "unreachable" });
    const start = w.s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
    await expect(start).resolves.toMatchObject({ number: 1 });
    repository.owner = owner;
    await w.github.deliver(await reportOf(() => forge.rename(repository, "shop", owner)));
    await allHandled();
    expect(await look()).toMatchObject({ state: "active", name: "ana/shop" });
  });

  it("suspends, gives back and uninstalls the App, each to a clear state", async () => {
    const { forge } = w.github;
    const report = async (action: "suspend" | "unsuspend" | "deleted") => {
      const event = { kind: "installation", action, installation, repositories: [], by: owner };
      await w.github.deliver(await reportOf(() => forge.emit(event as never)));
      await allHandled();
      return await connection();
    };
    installation.suspendedAtMs = Date.now();
    expect(await report("suspend")).toMatchObject({
      state: "suspended",
      stateReason: "It is suspended on GitHub.",
    });
    await expect(
      w.s.repositories.openForge(team.organizationId, repositoryId),
    ).rejects.toMatchObject({ code: "precondition_failed" });
    installation.suspendedAtMs = null;
    expect(await report("unsuspend")).toMatchObject({ state: "active", stateReason: null });
    installation.deleted = true;
    expect(await report("deleted")).toMatchObject({ state: "revoked" });
    installation.deleted = false;
  });

  it("and was lost is found by the hourly look", async () => {
    await rename("unheard");
    await w.world.database.query("UPDATE connections SET checked_at = now() - interval '2 hours'");
    await w.s.webhooks.reconcileConnections();
    expect(await look()).toMatchObject({ name: "ana/unheard" });
    expect(await connection()).toMatchObject({ state: "active" });
    const before = w.github.requests.length;
    await w.s.webhooks.reconcileConnections();
    expect(w.github.requests.length).toBe(before);
  });

  it("of a connection that ends meanwhile ends with it", async () => {
    const { forge } = w.gitlab;
    const user = forge.addUser("leaver");
    const token = forge.addToken({ user, kind: "personal", scopes: ["api"] });
    const request = { kind: "gitlab", host: w.gitlab.url, token: token.value } as const;
    const { organizationId } = team;
    const admin = team.as("admin");
    const { id } = await w.s.connections.connectWithToken(admin, organizationId, request);
    const made = await w.s.connections.makeWebhook(admin, organizationId, id);
    const steps: string[] = [];
    const run = w.s.webhooks.deliveriesWorkflow.run(
      {
        step: async (name, work) => {
          steps.push(name);
          await w.s.connections.endConnection(admin, organizationId, id);
          return await work({ last: true });
        },
      },
      { organizationId, endpointId: made.id },
    );
    await run;
    expect(steps).toEqual(["batch 0"]);
  });

  it("is not lost with the worker that was killed while it handled it", async () => {
    await worker?.stop();
    worker = undefined;
    const { world } = w;
    await give(world, { point: "batch 0: begun", action: "kill" });
    const first = await startWorkerProcess(world);
    await w.github.deliver(await rename("after-all"));
    await untilReached(world);
    expect(await first.ended).toBe("SIGKILL");
    await give(world, null);
    const second = await startWorkerProcess(world);
    try {
      await allHandled();
      expect(await look()).toMatchObject({ name: "ana/after-all" });
    } finally {
      await second.stop();
    }
  });
});

describe("a webhook of a connection by token", () => {
  it("is told once, reports with its secret alone, and a new one ends it", async () => {
    const { forge } = w.gitlab;
    const user = forge.addUser("dev");
    const group = forge.addUser("acme", { kind: "organization" });
    const files = { "README.md": "# A\n" };
    const members = { dev: "maintain" } as const;
    const project = await forge.addRepository({ owner: group, name: "api", files, members });
    const token = forge.addToken({ user, kind: "project", scopes: ["api"] });
    const { organizationId } = team;
    const { id } = await w.s.connections.connectWithToken(team.as("admin"), organizationId, {
      kind: "gitlab",
      host: w.gitlab.url,
      token: token.value,
    });
    const make = () => w.s.connections.makeWebhook(team.as("admin"), organizationId, id);
    const made = await make();
    const rows = JSON.stringify(
      await w.world.database.query("SELECT row_to_json(x)::text AS x FROM webhook_endpoints x"),
    );
    expect(rows).not.toContain(made.secret);
    const hook = { id: forge.id(), url: made.address, secret: made.secret, events: "all" as const };
    project.hooks.push(hook);
    w.gitlab.sendsHooks = true;
    forge.rename(project, "api-2", user);
    await w.gitlab.settled();
    expect(w.gitlab.deliveries.at(-1)?.status).toBe(202);
    w.gitlab.settings.signsHooks = false;
    forge.rename(project, "api-3", user);
    await w.gitlab.settled();
    expect(w.gitlab.deliveries.at(-1)?.status).toBe(202);
    hook.secret = "another";
    forge.rename(project, "api-4", user);
    await w.gitlab.settled();
    expect(w.gitlab.deliveries.at(-1)?.status).toBe(401);
    hook.secret = made.secret;
    await make();
    forge.rename(project, "api-5", user);
    await w.gitlab.settled();
    expect(w.gitlab.deliveries.at(-1)?.status).toBe(404);
    await expect(
      w.s.connections.makeWebhook(team.as("admin"), organizationId, connectionId),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

/** As the App's endpoint gets it, also where the App is no longer installed at its owner's. */
async function fromApp(change: () => unknown): Promise<Delivery> {
  const before = w.github.deliveries.length;
  await change();
  const made = w.github.deliveries[before];
  if (made !== undefined) return made;
  const body = JSON.stringify({
    action: "transferred",
    repository: { id: repository.id, full_name: `ben/${repository.name}` },
    changes: {},
  });
  const headers = signed(body, "repository");
  const url = `${w.url}/api/webhooks/github/${endpointId}`;
  return { id: randomUUID(), url, headers, body, status: null };
}

function signed(body: string, event: string): Record<string, string> {
  const app = [...w.github.world.apps.values()].at(-1)!;
  const mac = createHmac("sha256", app.webhookSecret).update(body).digest("hex");
  return {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${mac}`,
  };
}

async function refreshes(): Promise<number> {
  await allHandled();
  const rows = await w.world.database.query(
    "SELECT seq FROM audit_events WHERE action = 'repository.refresh'",
  );
  return rows.length;
}
