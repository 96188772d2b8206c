import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type Workspace } from "#lib/base/index.ts";
import { type ScanReport, scan } from "#lib/engines/rules/index.ts";
import { openAdvisories } from "#lib/platform/advisories/index.ts";
import { isCancelRequested, type RunContext, showProgress } from "./advance-run.ts";

const lookEveryMs = 1000;

/**
 * Scans inside the step `step` of a run. Shows how far it is, in tenths at most; stops within a file
 * and a second of a person asking for it.
 */
export async function scanWatched(
  context: RunContext,
  step: string,
  workspace: Workspace,
): Promise<ScanReport> {
  const abort = new AbortController();
  const ended = Promise.withResolvers<void>();
  let over = false;
  let reached = { tenth: 0, words: "" };

  async function watch(): Promise<void> {
    let shown = 0;
    for (;;) {
      await Promise.race([ended.promise, sleep(lookEveryMs, undefined, { ref: false })]);
      if (over) return;
      if (await isCancelRequested(context)) {
        return abort.abort(new AppError("conflict", "A person asked for it to stop."));
      }
      if (reached.tenth === shown) continue;
      shown = reached.tenth;
      await showProgress(context, step, reached.words);
    }
  }

  const watching = watch().catch((error: unknown) => abort.abort(error));
  try {
    return await scan(workspace, {
      signal: abort.signal,
      advisories: openAdvisories(),
      onProgress(done, total) {
        const tenth = Math.floor((done / total) * 10);
        if (tenth > reached.tenth) reached = { tenth, words: `${done} of ${total} files` };
      },
    });
  } finally {
    over = true;
    ended.resolve();
    // A late word about progress must not come after the word that the step is done.
    await watching;
  }
}
