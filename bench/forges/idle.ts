import { mock } from "node:test";
import { sweepReviews } from "#lib/services/fixes/index.ts";
import { obeyComments, reconcileConnections } from "#lib/services/webhooks/index.ts";
import { step } from "../../bin/ground/report.ts";
import { atMost, type Figure, stated } from "../bench.ts";
import type { ConnectedForge } from "./connected.ts";

const daySeconds = 24 * 60 * 60;
/** As bin/worker.ts has them. */
const sweepSeconds = 15;
const reconcileSeconds = 60;

/** A day of the worker's own looks, on a clock that is moved on, at a repository that lies idle. */
export async function measureIdle({ github }: ConnectedForge): Promise<readonly Figure[]> {
  const calls = { sweep: 0, reconcile: 0 };
  const count = async (of: keyof typeof calls, look: () => Promise<void>) => {
    const before = github.requests.length;
    await look();
    calls[of] += github.requests.length - before;
  };
  await step("a day of looks at an idle repository", async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.now() });
    try {
      for (let second = sweepSeconds; second <= daySeconds; second += sweepSeconds) {
        mock.timers.setTime(Date.now() + sweepSeconds * 1000);
        await count("sweep", () => sweepReviews(obeyComments));
        if (second % reconcileSeconds === 0) await count("reconcile", reconcileConnections);
      }
    } finally {
      mock.timers.reset();
    }
  });
  return [
    atMost(0, "idle repository: calls a day beyond reconciliation", calls.sweep, "calls"),
    stated("idle repository: calls a day of the hourly reconciliation", calls.reconcile, "calls"),
  ];
}
