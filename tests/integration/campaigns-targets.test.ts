/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how a target file names a secret. */
import dgram from "node:dgram";
import dns from "node:dns";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import {
  type CampaignWorld,
  openCampaignWorld,
  provenTarget,
  specOf,
} from "../support/campaign-world.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openTeam, type Team } from "../support/team.ts";

let world: CampaignWorld;
let s: Services;
let team: Team;
let other: Team;
let count = 0;

beforeAll(async () => {
  world = await openCampaignWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Agent Owners");
  other = await openTeam(world, s, "Agent Strangers");
});

afterAll(async () => {
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

beforeEach(() => {
  world.agent.proof = {};
  world.agent.asked.length = 0;
});

const named = (more: Readonly<Record<string, unknown>> = {}) => ({
  name: `Agent ${++count}`,
  ...more,
});

async function newTarget(more: Readonly<Record<string, unknown>> = {}, secrets = {}) {
  const request = { spec: specOf(world.agent, named(more)), secrets, repositoryId: null };
  return (await s.campaigns.createTarget(team.as("admin"), team.organizationId, request)).id;
}

const read = async (id: string) => (await s.campaigns.readTarget(team.organizationId, id))!;
const prove = (id: string, method?: "well_known" | "dns" | "header") =>
  s.campaigns.proveOwnership(team.as("developer"), team.organizationId, id, method);

describe("a target", () => {
  it("is kept as its file says, with a token to show and nothing sent", async () => {
    const id = await newTarget();
    expect(await read(id)).toMatchObject({
      kind: "http",
      origin: world.agent.origin,
      ownership: { state: "unproven", dnsName: null },
      schedule: "none",
      lastCampaign: null,
      caps: { maxRequests: 5000 },
      policy: { budget: 0.05 },
    });
    expect(world.agent.asked).toEqual([]);
  });

  it("is another organization's for nobody", async () => {
    const id = await newTarget();
    expect(await s.campaigns.readTarget(other.organizationId, id)).toBeNull();
    const theirs = await s.campaigns.listTargets(other.organizationId);
    expect(theirs).toEqual([]);
  });

  it.each([
    ["a program", { kind: "shell", name: "Program", command: ["agent"] }],
    ["an MCP server that is started", { kind: "mcp", name: "M", command: ["m"], tool: "ask" }],
  ])("cannot be %s: that is for the command line", async (_, spec) => {
    const request = { spec: JSON.stringify(spec), secrets: {}, repositoryId: null };
    await expect(
      s.campaigns.createTarget(team.as("admin"), team.organizationId, request),
    ).rejects.toMatchObject({ code: "invalid_input", message: /only on the command line/ });
  });

  it("has all its addresses at one origin", async () => {
    const plant = { url: "http://127.0.0.1:9/documents", body: { text: "{{document_text}}" } };
    await expect(newTarget({ plant })).rejects.toMatchObject({
      code: "invalid_input",
      message: /one origin/,
    });
  });

  it("far away is spoken to under TLS alone", async () => {
    await expect(newTarget({ url: "http://agents.example.test/chat" })).rejects.toThrow(/https/);
    await newTarget({ url: "https://agents.example.test/chat" });
  });

  it("holds no secret in its file, and gives none back", async () => {
    const secret = `${"s".repeat(12)}${"3".repeat(12)}`;
    const headers = { authorization: `Bearer ${secret}` };
    await expect(newTarget({ headers })).rejects.toMatchObject({ code: "invalid_input" });
    const open = { headers: { "x-note": secret, authorization: "Bearer ${AGENT_KEY}" } };
    await expect(newTarget(open, { AGENT_KEY: secret })).rejects.toThrow(/Write \$\{AGENT_KEY\}/);
    await expect(newTarget({ headers: { authorization: "${AGENT_KEY}" } })).rejects.toThrow(
      /give its value/,
    );
    const id = await newTarget(
      { headers: { authorization: "Bearer ${AGENT_KEY}" } },
      { AGENT_KEY: secret },
    );
    const detail = await read(id);
    expect(detail.secretNames).toEqual(["AGENT_KEY"]);
    expect(JSON.stringify(detail)).not.toContain(secret);
    const rows = await world.database.query("SELECT * FROM attack_targets WHERE id = $1", [id]);
    const events = await world.database.query("SELECT * FROM audit_events");
    expect(JSON.stringify([rows, events], bigText)).not.toContain(secret);
  });

  it("that moves elsewhere is unproven again, and takes no secret along", async () => {
    const headers = { authorization: "Bearer ${AGENT_KEY}" };
    const secrets = { AGENT_KEY: "k".repeat(24) };
    const name = `Agent ${++count}`;
    const id = await provenTarget(s, team, world.agent, { name, headers }, secrets);
    const elsewhere = specOf({ origin: "http://127.0.0.1:9" }, { name, headers });
    const update = (change: object) =>
      s.campaigns.updateTarget(team.as("admin"), team.organizationId, id, change);
    await expect(update({ spec: elsewhere })).rejects.toThrow(/give its value/);
    expect((await read(id)).ownership.state).toBe("proven");
    const token = (await read(id)).ownership.token;
    await update({ spec: elsewhere, secrets: { AGENT_KEY: "n".repeat(24) } });
    const moved = await read(id);
    expect(moved).toMatchObject({ origin: "http://127.0.0.1:9", ownership: { state: "unproven" } });
    expect(moved.ownership.token).not.toBe(token);
  });

  it("that is archived loses its secrets, its schedule and its name", async () => {
    const name = `Agent ${++count}`;
    const headers = { authorization: "Bearer ${AGENT_KEY}" };
    const id = await provenTarget(
      s,
      team,
      world.agent,
      { name, headers },
      { AGENT_KEY: "k".repeat(24) },
    );
    await s.campaigns.setSchedule(team.as("admin"), team.organizationId, id, "daily");
    await s.campaigns.archiveTarget(team.as("admin"), team.organizationId, id);
    const [row] = await world.database.query(
      "SELECT sealed_secrets, schedule FROM attack_targets WHERE id = $1",
      [id],
    );
    expect(row).toEqual({ sealed_secrets: null, schedule: "none" });
    await expect(
      s.campaigns.startCampaign(team.as("developer"), team.organizationId, { targetId: id }),
    ).rejects.toMatchObject({ code: "not_found" });
    const request = { spec: specOf(world.agent, { name }), secrets: {}, repositoryId: null };
    await s.campaigns.createTarget(team.as("admin"), team.organizationId, request);
    await expect(
      s.campaigns.createTarget(team.as("admin"), team.organizationId, request),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the proof that an address is its owner's", () => {
  it("is a file at the very address", async () => {
    const id = await newTarget();
    expect(await prove(id)).toMatchObject({ state: "unproven", reason: /does not hold the token/ });
    world.agent.proof = { file: `other\n${(await read(id)).ownership.token}\n` };
    expect(await prove(id, "well_known")).toMatchObject({ state: "proven", method: "well_known" });
  });

  it("is a header of the agent's own answers, whatever else they say", async () => {
    const id = await newTarget();
    world.agent.proof = { header: (await read(id)).ownership.token };
    expect(await prove(id)).toMatchObject({ state: "proven", method: "header" });
    expect(world.agent.asked.map(({ method }) => method)).not.toContain("POST");
  });

  it("is a TXT record of its name", async () => {
    const records = new Map<string, string>();
    await serveTxt(records);
    const id = await newTarget({ url: "https://agents.example.test/chat" });
    const { dnsName, token } = (await read(id)).ownership;
    expect(dnsName).toBe("_agent-etna.agents.example.test");
    expect(await prove(id, "dns")).toMatchObject({ state: "unproven", reason: /no TXT record/ });
    records.set(dnsName!, token);
    expect(await prove(id, "dns")).toMatchObject({ state: "proven", method: "dns", reason: null });
  });

  it("is not what stands behind a redirect, there or at a private address", async () => {
    const id = await newTarget();
    const { token } = (await read(id)).ownership;
    const inside = http.createServer((_, response) => response.end(token));
    inside.listen(0, "127.0.0.1");
    await once(inside, "listening");
    let reached = 0;
    inside.on("request", () => reached++);
    onTestFinished(() => void inside.close());
    const { port } = inside.address() as AddressInfo;
    world.agent.proof = { redirect: `http://127.0.0.1:${port}/token` };
    expect(await prove(id)).toMatchObject({ state: "unproven", reason: /redirects/ });
    world.agent.proof = { redirect: `${world.agent.origin}/elsewhere` };
    expect(await prove(id)).toMatchObject({ state: "unproven" });
    expect(reached).toBe(0);
  });

  it("is looked for at no private address that the operator did not name", async () => {
    const inside = http.createServer((_, response) => response.end("inside"));
    inside.listen(0, "127.0.0.1");
    await once(inside, "listening");
    let reached = 0;
    inside.on("request", () => reached++);
    onTestFinished(() => void inside.close());
    const { port } = inside.address() as AddressInfo;
    const id = await newTarget({ url: `http://127.0.0.1:${port}/chat` });
    expect(await prove(id)).toMatchObject({
      state: "unproven",
      reason: /not on the public internet/,
    });
    expect(reached).toBe(0);
  });

  it("is another organization's in another token", async () => {
    const id = await newTarget();
    const request = { spec: specOf(world.agent), secrets: {}, repositoryId: null };
    const theirs = await s.campaigns.createTarget(other.as("admin"), other.organizationId, request);
    world.agent.proof = { file: (await read(id)).ownership.token };
    expect(
      await s.campaigns.proveOwnership(other.as("admin"), other.organizationId, theirs.id),
    ).toMatchObject({ state: "unproven" });
  });

  it("lapses where it is looked for and gone, and a new token counts alone", async () => {
    const id = await provenTarget(s, team, world.agent, named());
    world.agent.proof = {};
    expect(await prove(id)).toMatchObject({ state: "lapsed", reason: expect.any(String) });
    await expect(
      s.campaigns.startCampaign(team.as("developer"), team.organizationId, { targetId: id }),
    ).rejects.toMatchObject({ code: "precondition_failed", message: /no longer/ });
    const former = (await read(id)).ownership.token;
    await s.campaigns.beginOwnershipProof(team.as("admin"), team.organizationId, id);
    world.agent.proof = { file: former };
    expect(await prove(id)).toMatchObject({ state: "unproven" });
  });
});

describe("trying a target", () => {
  it("needs the proof, and sends nothing before", async () => {
    const id = await newTarget();
    await expect(
      s.campaigns.tryTarget(team.as("developer"), team.organizationId, id),
    ).rejects.toMatchObject({ code: "precondition_failed" });
    expect(world.agent.asked).toEqual([]);
  });

  it("shows the one request whole, with what was found, and no secret", async () => {
    const secret = `${"t".repeat(12)}${"7".repeat(12)}`;
    const headers = { authorization: "Bearer ${AGENT_KEY}" };
    const id = await provenTarget(s, team, world.agent, named({ headers }), { AGENT_KEY: secret });
    world.agent.reply = (_, { headers: sent }) => `I was sent ${sent.authorization}`;
    const tried = await s.campaigns.tryTarget(team.as("developer"), team.organizationId, id);
    expect(tried).toMatchObject({
      ok: true,
      problem: null,
      found: { usage: { inputTokens: 10, outputTokens: 5 } },
      exchanges: [{ method: "POST", url: `${world.agent.origin}/chat`, status: 200 }],
    });
    expect(tried.exchanges[0]?.requestBody).toContain(tried.said);
    expect(tried.exchanges[0]?.requestHeaders.authorization).toBe("Bearer ${AGENT_KEY}");
    expect(JSON.stringify(tried)).not.toContain(secret);
    expect(world.agent.asked.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`);
    expect((await read(id)).triedAt).not.toBeNull();
  });

  it("says in words why there was no answer", async () => {
    const id = await provenTarget(s, team, world.agent, named({ answer: "$.elsewhere" }));
    const tried = await s.campaigns.tryTarget(team.as("developer"), team.organizationId, id);
    expect(tried.problem).toMatch(/\w/);
    expect(tried.exchanges[0]?.responseBody).toContain("reply");
  });
});

describe("a policy", () => {
  it("takes a waiver, replaces it and lets it go", async () => {
    const id = await newTarget();
    const admin = team.as("admin");
    const waiver = {
      seed: "LLM01-001",
      reason: "Known, and behind a filter.",
      expires: "2030-01-01",
    };
    await s.campaigns.addWaiver(admin, team.organizationId, id, waiver);
    await s.campaigns.addWaiver(admin, team.organizationId, id, {
      ...waiver,
      expires: "2031-01-01",
    });
    expect((await read(id)).policy.waivers).toEqual([{ ...waiver, expires: "2031-01-01" }]);
    await s.campaigns.removeWaiver(admin, team.organizationId, id, { seed: waiver.seed });
    expect((await read(id)).policy.waivers).toEqual([]);
  });
});

function bigText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** A name server that knows these TXT records; it is asked until the test is over. */
async function serveTxt(records: ReadonlyMap<string, string>): Promise<void> {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    socket.send(answerTxt(query, records), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const former = dns.getServers();
  dns.setServers([`127.0.0.1:${socket.address().port}`]);
  onTestFinished(() => {
    dns.setServers(former);
    socket.close();
  });
}

/** RFC 1035 §4: the question again, and its answer, or the word that there is none. */
function answerTxt(query: Buffer, records: ReadonlyMap<string, string>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("ascii", at + 1, at + 1 + length));
    at += length + 1;
  }
  const question = query.subarray(12, at + 5);
  const text = records.get(labels.join(".").toLowerCase());
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(text === undefined ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(text === undefined ? 0 : 1, 6);
  if (text === undefined) return Buffer.concat([header, question]);
  const data = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "ascii")]);
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(16, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([header, question, record, data]);
}
