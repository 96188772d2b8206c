import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#lib/base/index.ts";
import type { Worker, Workflow } from "#lib/platform/jobs/index.ts";
import { eventually, openWorld, type World } from "../support/world.ts";

let world: World;
let worker: Worker;
const seen: string[] = [];

type Input = { readonly [key: string]: string; readonly name: string };

function workflow(name: string, run: Workflow<Input>["run"]): Workflow<Input> {
  return {
    name,
    run,
    abandon: async (input) => {
      seen.push(`abandoned ${input.name} of ${input.organizationId}`);
    },
  };
}

beforeAll(async () => {
  world = await openWorld();
  // The failures are meant, and their report would look like one of ours.
  process.env.ETNA_LOG_LEVEL = "silent";
  const { startWorker } = await import("#lib/platform/jobs/index.ts");
  worker = await startWorker({
    workflows: [
      workflow("failing", (steps) =>
        steps.step("throw", async () => {
          throw new AppError("internal", "No words for this.");
        }),
      ),
      workflow("tried-again", (steps) =>
        steps.step(
          "throw",
          async () => {
            throw new AppError("unavailable", "Not now.");
          },
          { maxAttempts: 2, firstPauseMs: 1 },
        ),
      ),
      workflow("working", (steps, { name }) =>
        steps.step("work", async () => {
          seen.push(`did ${name}`);
        }),
      ),
    ],
  });
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function ask(name: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    await world.database.query(
      `INSERT INTO outbox (id, workflow, organization_id, input) VALUES ($1, $2, 'og_x', $3)
       ON CONFLICT (id) DO NOTHING`,
      [`job-${name}`, name, JSON.stringify({ name })],
    );
  }
}

describe("a workflow that fails in a way it has no words for", () => {
  it.each(["failing", "tried-again"])(
    "is abandoned once, so that nothing hangs: %s",
    async (name) => {
      await ask(name);
      await eventually("the failure", async () => {
        const rows = await world.database.query(
          "SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid = $1 AND status = 'ERROR'",
          [`job-${name}`],
        );
        return rows.length > 0;
      });
      expect(seen.filter((each) => each === `abandoned ${name} of og_x`)).toHaveLength(1);
    },
  );
});

describe("a request that this worker does not know", () => {
  it("waits for one that does, and holds up no other", async () => {
    await ask("from-the-future");
    await ask("working", 3);
    await eventually("the work behind it", async () => seen.includes("did working"));
    expect(seen.filter((each) => each === "did working")).toHaveLength(1);
    const waiting = await world.database.query("SELECT id FROM outbox");
    expect(waiting).toEqual([{ id: "job-from-the-future" }]);
  });
});
