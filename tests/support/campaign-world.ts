import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Services } from "./services.ts";
import type { Team } from "./team.ts";
import { openWorld, type World } from "./world.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** An agent at a real address: it counts what it is asked, and answers as a test says. */
export interface TestAgent {
  readonly origin: string;
  readonly asked: Asked[];
  /** What it shows of whose it is. */
  proof: { file?: string | undefined; header?: string | undefined; redirect?: string | undefined };
  /** The text that it answers a message with. */
  reply: (message: string, asked: Asked) => string | Promise<string>;
  close(): Promise<void>;
}

/** Messages alone: what was asked of the agent as an agent. */
export function messagesTo(agent: TestAgent): readonly string[] {
  return agent.asked
    .filter(({ path }) => path === "/chat")
    .map(({ body }) => (JSON.parse(body) as { message: string }).message);
}

export async function startTestAgent(at = 0): Promise<TestAgent> {
  const server = http.createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(at, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent: TestAgent = {
    origin: `http://127.0.0.1:${port}`,
    asked: [],
    proof: {},
    reply: () => "I am sorry, I cannot help with that.",
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return agent;

  async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
    const { method = "", url: path = "", headers } = request;
    const asked = { method, path, headers, body: await text(request) };
    agent.asked.push(asked);
    const { file, header, redirect } = agent.proof;
    if (header !== undefined) response.setHeader("agent-etna-challenge", header);
    if (path === "/.well-known/agent-etna-challenge.txt") {
      if (redirect !== undefined) {
        response.writeHead(302, { location: redirect }).end();
        return;
      }
      response.writeHead(file === undefined ? 404 : 200).end(file ?? "");
      return;
    }
    if (path !== "/chat" || method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    const { message } = JSON.parse(asked.body) as { message: string };
    const reply = await agent.reply(message, asked);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ reply, usage: { in: 10, out: 5 } }));
  }
}

export interface CampaignWorld extends World {
  readonly agent: TestAgent;
}

/** An installation that may reach the agent, and nothing else that is not on the public internet. */
export async function openCampaignWorld(): Promise<CampaignWorld> {
  const agent = await startTestAgent();
  const world = await openWorld();
  const allowed = { ETNA_OUTBOUND_ALLOW: new URL(agent.origin).host };
  Object.assign(process.env, allowed);
  return {
    ...world,
    environment: { ...world.environment, ...allowed },
    agent,
    async close() {
      await agent.close();
      await world.close();
    },
  };
}

/** A target file for the agent. */
export function specOf(
  { origin }: Pick<TestAgent, "origin">,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    kind: "http",
    name: "Helpdesk",
    url: `${origin}/chat`,
    body: { message: "{{message}}" },
    answer: "$.reply",
    usage: { input: "$.usage.in", output: "$.usage.out" },
    ...more,
  });
}

/** A target whose address shows that it is the team’s. */
export async function provenTarget(
  s: Services,
  team: Team,
  agent: TestAgent,
  more: Readonly<Record<string, unknown>> = {},
  secrets: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { organizationId } = team;
  const { id } = await s.campaigns.createTarget(team.as("admin"), organizationId, {
    spec: specOf(agent, more),
    secrets,
    repositoryId: null,
  });
  const { ownership } = (await s.campaigns.readTarget(organizationId, id))!;
  agent.proof = { file: `${ownership.token}\n` };
  const proof = await s.campaigns.proveOwnership(team.as("developer"), organizationId, id);
  if (proof.state !== "proven") throw new Error(`Not proven: ${proof.reason}`);
  return id;
}

/** A target that was shown to be the team’s, at an address that nobody answers at. */
export async function targetByHand(
  world: Pick<World, "database">,
  s: Services,
  team: Team,
  name: string,
  repositoryId: string | null = null,
): Promise<string> {
  const { id } = await s.campaigns.createTarget(team.as("admin"), team.organizationId, {
    spec: specOf({ origin: "http://127.0.0.1:9" }, { name }),
    secrets: {},
    repositoryId,
  });
  await world.database.query(
    `UPDATE attack_targets SET ownership = 'proven', ownership_method = 'dns', proven_at = now()
     WHERE id = $1`,
    [id],
  );
  return id;
}

/** A campaign that ended, with one breach, as the worker leaves it. */
export async function endedCampaign(
  world: Pick<World, "database">,
  s: Services,
  team: Team,
  targetId: string,
  seedId: string,
): Promise<{ readonly id: string; readonly caseId: string }> {
  const { organizationId } = team;
  const { id } = await s.campaigns.startCampaign(team.as("developer"), organizationId, {
    targetId,
  });
  await world.database.query("DELETE FROM outbox WHERE id = $1", [id]);
  const caseId = `${seedId}/plain/1`;
  await world.database.query(
    `INSERT INTO campaign_cases (campaign_id, case_id, organization_id, position, seed_id, category,
       variant, repetition, kind, severity, verdict, reason, evidence, ended_at)
     VALUES ($1, $2, $3, 0, $4, 'LLM01:2025', 'plain', 1, 'attack', 'high', 'breach', 'It did.', '[]', now())`,
    [id, caseId, organizationId, seedId],
  );
  await world.database.query(
    `UPDATE campaigns SET state = 'succeeded', ended_at = now(), planned = 1, breach = 1
     WHERE id = $1`,
    [id],
  );
  return { id, caseId };
}
