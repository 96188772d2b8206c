import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#lib/base/index.ts";
import { isCancelRequested } from "./advance-campaign.ts";
import type { CampaignContext } from "./journal.ts";

const lookEveryMs = 1000;

/** A signal that strikes within a second of a person asking for the campaign to stop. */
export function watchCancel(context: CampaignContext): {
  readonly signal: AbortSignal;
  end(): Promise<void>;
} {
  const abort = new AbortController();
  const over = new AbortController();
  const watching = watch().catch((error: unknown) => abort.abort(error));
  return {
    signal: abort.signal,
    async end() {
      over.abort();
      await watching;
    },
  };

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      if (await isCancelRequested(context)) {
        return abort.abort(new AppError("conflict", "A person asked for it to stop."));
      }
      await sleep(lookEveryMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}
