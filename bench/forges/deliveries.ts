import { createHmac } from "node:crypto";
import { readAs } from "#lib/platform/db/index.ts";
import { step } from "../../bin/ground/report.ts";
import { atLeast, type Figure, stated } from "../bench.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";
import { startWebServer } from "../support/web-server.ts";
import type { ConnectedForge } from "./connected.ts";

const sent = 10_000;
const everyTenth = 10;
const atOnce = 16;

interface Message {
  readonly id: string;
  readonly body: string;
}

/** Ten thousand reports of finished checks, every tenth of them for the second time. */
export async function measureDeliveries(
  installation: BenchInstallation,
  connected: ConnectedForge,
): Promise<readonly Figure[]> {
  const messages = reports(connected);
  const unique = new Set(messages.map(({ id }) => id)).size;
  const web = await startWebServer(installation);
  try {
    const startedAt = performance.now();
    await step(`send ${sent} deliveries`, () => sendAll(messages, connected, web.url));
    const answeredMs = performance.now() - startedAt;
    const kept = await step("until each is handled", () =>
      until(
        "The end of the deliveries",
        async () => {
          const rows = await countDeliveries(installation, connected);
          return rows.waiting === 0 ? rows : null;
        },
        10,
      ),
    );
    const handledMs = performance.now() - startedAt;
    return [
      atLeast(1, "deliveries: kept ÷ sent without repeats", kept.all / unique, "ratio"),
      {
        ...stated("deliveries: kept twice", kept.all - unique, "rows"),
        goal: "0",
        holds: kept.all <= unique,
      },
      stated("deliveries: sent, every tenth again", sent, "deliveries"),
      stated("deliveries: answered", (1000 * sent) / answeredMs, "1/s"),
      stated("deliveries: until all are answered", answeredMs / 1000, "s"),
      stated("deliveries: until all are handled", handledMs / 1000, "s"),
    ];
  } finally {
    await web.stop();
  }
}

function reports({ repository, github }: ConnectedForge): readonly Message[] {
  const about = {
    action: "completed",
    repository: { id: repository.id, full_name: `${repository.owner.login}/${repository.name}` },
    sender: { id: repository.owner.id, login: repository.owner.login },
  };
  const made: Message[] = [];
  for (let at = 0; at < sent; at++) {
    const before = made[at - 5];
    if (at % everyTenth === everyTenth - 1 && before !== undefined) {
      made.push(before);
      continue;
    }
    const id = crypto.randomUUID();
    const head_sha = at.toString(16).padStart(40, "0");
    const check_run = {
      id: at,
      name: "test",
      status: "completed",
      conclusion: "success",
      head_sha,
    };
    made.push({ id, body: JSON.stringify({ ...about, check_run, url: github.url }) });
  }
  return made;
}

async function sendAll(
  messages: readonly Message[],
  { webhook }: ConnectedForge,
  url: string,
): Promise<void> {
  const address = `${url}${new URL(webhook.address).pathname}`;
  const waiting = messages.values();
  const sender = async () => {
    for (const { id, body } of waiting) {
      const mac = createHmac("sha256", webhook.secret).update(body).digest("hex");
      const headers = {
        "content-type": "application/json",
        "x-github-event": "check_run",
        "x-github-delivery": id,
        "x-hub-signature-256": `sha256=${mac}`,
      };
      const answer = await fetch(address, { method: "POST", headers, body });
      if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
}

async function countDeliveries(
  { organizationId }: BenchInstallation,
  { webhook: { id: endpointId } }: ConnectedForge,
) {
  return await readAs({ organizationId }, async (db) => ({
    all: await db.webhookDelivery.count({ where: { endpointId } }),
    waiting: await db.webhookDelivery.count({ where: { endpointId, handledAt: null } }),
  }));
}
