import { resolve } from "node:path";
import type { Workspace } from "#lib/base/index.ts";
import { type ScanReport, scan } from "#lib/engines/rules/index.ts";
import { openAdvisories } from "#lib/platform/advisories/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { openScanMemory } from "#lib/platform/scan-memory/index.ts";
import type { RunContext } from "./advance-run.ts";
import { watched } from "./watched.ts";

/** Scans inside the step `step` of a run, and shows how far it is in tenths at most. */
export async function scanWatched(
  context: RunContext,
  step: string,
  workspace: Workspace,
  repositoryId: string,
): Promise<ScanReport> {
  return await watched(context, step, async (signal, tell) => {
    let reached = 0;
    const folder = resolve(config().ETNA_DATA_DIR, "scans");
    const memory = await openScanMemory(folder, repositoryId);
    const report = await scan(workspace, {
      signal,
      memory,
      advisories: openAdvisories(),
      onProgress(done, total) {
        const tenth = Math.floor((done / total) * 10);
        if (tenth <= reached) return;
        reached = tenth;
        tell(`${done} of ${total} files`);
      },
    });
    await memory.save();
    return report;
  });
}
