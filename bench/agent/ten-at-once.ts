import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { startFakeModels } from "../../tests/fakes/models/server.ts";
import { pipedCommands, repairs } from "../../tests/support/model-world.ts";
import { asOwner } from "../support/as-owner.ts";
import { openInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

/** A model of today takes longer; the shorter, the more the loop's own work would show. */
const answerMs = 5000;
const atOnce = 10;

/**
 * How long a model works at a run that is alone on a worker, over how long at each of ten at once (the
 * slowest). Every answer comes after five seconds, three to a run.
 */
export async function tenAtOnce(): Promise<number> {
  const models = await startFakeModels();
  models.turns = repairs;
  const slow = await slowly(models.urlOf("openai-compatible"));
  const installation = await openInstallation({ ETNA_OUTBOUND_ALLOW: new URL(slow.url).host });
  try {
    const { connectRepository } = await import("#lib/services/repositories/index.ts");
    const { startScan, startFix, getRun } = await import("#lib/services/runs/index.ts");
    const { listFindings } = await import("#lib/services/findings/index.ts");
    const { actor, organizationId, repositoriesFolder } = installation;
    const path = join(repositoriesFolder, "commands.git");
    await createSampleRepository(path, new Map(Object.entries(pipedCommands(atOnce + 1))));
    await choose(organizationId, slow.url);
    const { id } = await connectRepository(actor, organizationId, { path });
    const secondsOf = async (runId: string) => {
      const run = await until("The end of a run", async () => {
        const found = await getRun(organizationId, runId);
        return found?.endedAt ? found : null;
      });
      if (run.state !== "succeeded") throw new Error(run.outcome ?? "A run failed.");
      const step = run.steps.find(({ name }) => name === "patch");
      return ((step?.endedAt?.getTime() ?? 0) - (step?.startedAt?.getTime() ?? 0)) / 1000;
    };
    await until("The scan", async () => {
      const scan = await startScan(actor, organizationId, id);
      await pause(500);
      return (await getRun(organizationId, scan.id))?.endedAt ?? null;
    });
    const found = await listFindings(organizationId, { limit: 100 });
    const [first, ...others] = found.filter(({ fixable }) => !fixable);
    if (first === undefined || others.length < atOnce) throw new Error("Too few findings.");
    const start = async (findingId: string) =>
      (await startFix(actor, organizationId, findingId)).id;
    const alone = await secondsOf(await start(first.id));
    const runs: string[] = [];
    for (const { id: findingId } of others.slice(0, atOnce)) runs.push(await start(findingId));
    const seconds = await Promise.all(runs.map(secondsOf));
    return alone / Math.max(...seconds);
  } finally {
    await installation.close();
    await slow.close();
    await models.close();
  }
}

async function choose(organizationId: string, address: string): Promise<void> {
  await asOwner(async (client) => {
    await client.query("UPDATE organizations SET open_fix_budget = 100");
    await client.query(
      `INSERT INTO model_keys (id, organization_id, provider, name, address)
       VALUES ('mk_bench', $1, 'openai_compatible', 'Bench', $2)`,
      [organizationId, address],
    );
    await client.query(
      `INSERT INTO model_choices (organization_id, purpose, model_key_id, model)
       VALUES ($1, 'fix', 'mk_bench', 'bench')`,
      [organizationId],
    );
  });
}

/** The same server, each answer late. */
async function slowly(url: string) {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      await pause(answerMs);
      const answer = await fetch(`${url}${request.url}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: Buffer.concat(chunks),
      });
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "",
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It does not listen.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
