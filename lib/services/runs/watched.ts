import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#lib/base/index.ts";
import { isCancelRequested, type RunContext, showProgress } from "./advance-run.ts";

const lookEveryMs = 1000;

/**
 * Works inside the step `step` of a run. What `work` says of its progress is on the run's page within a
 * second; its signal strikes within a second of a person asking for it to stop.
 */
export async function watched<T>(
  context: RunContext,
  step: string,
  work: (signal: AbortSignal, tell: (progress: string) => void) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const ended = Promise.withResolvers<void>();
  let over = false;
  let told = "";

  async function watch(): Promise<void> {
    let shown = "";
    for (;;) {
      await Promise.race([ended.promise, sleep(lookEveryMs, undefined, { ref: false })]);
      if (over) return;
      if (await isCancelRequested(context)) {
        return abort.abort(new AppError("conflict", "A person asked for it to stop."));
      }
      if (told === shown) continue;
      shown = told;
      await showProgress(context, step, shown);
    }
  }

  const watching = watch().catch((error: unknown) => abort.abort(error));
  try {
    return await work(abort.signal, (progress) => {
      told = progress;
    });
  } finally {
    over = true;
    ended.resolve();
    // A late word about progress must not come after the word that the step is done.
    await watching;
  }
}
