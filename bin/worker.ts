import { config } from "#lib/platform/config/index.ts";
import { startWorker } from "#lib/platform/jobs/index.ts";
import { log, logConsole, logCrashes } from "#lib/platform/log/index.ts";
import { startDueCampaigns } from "#lib/services/campaigns/index.ts";
import { sweepReviews } from "#lib/services/fixes/index.ts";
import {
  askWitnesses,
  logWitnesses,
  outsideSettings,
  proveKeys,
} from "#lib/services/provenance/index.ts";
import { remakeConflicted, startDueScans, startWished } from "#lib/services/runs/index.ts";
import { obeyComments, reconcileConnections } from "#lib/services/webhooks/index.ts";
import { endWithStarter } from "./ground/end-with-starter.ts";
import { workflows } from "./ground/workflows.ts";

logConsole(log);
logCrashes(log);

// A key that cannot be opened must stop the start, not the first signature.
await proveKeys();
const witnesses = logWitnesses();
await outsideSettings();

const worker = await startWorker({
  workflows,
  deadAfterMs: config().ETNA_WORKER_DEAD_AFTER_MS,
  sweeps: [
    { everyMs: 15_000, run: () => sweepReviews(obeyComments) },
    { everyMs: 15_000, run: remakeConflicted },
    { everyMs: 15_000, run: () => startDueScans() },
    { everyMs: 15_000, run: startWished },
    { everyMs: 60_000, run: () => startDueCampaigns() },
    { everyMs: 60_000, run: reconcileConnections },
    ...(witnesses.length > 0 ? [{ everyMs: 2_000, run: () => askWitnesses() }] : []),
  ],
});
log.info({ executorId: worker.executorId }, "the worker is ready");
process.send?.("ready");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the worker did not stop cleanly");
        process.exit(1);
      },
    );
  });
}
endWithStarter();
