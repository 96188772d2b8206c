import { randomBytes } from "node:crypto";
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Clock, Transcript } from "#lib/engines/agent/index.ts";
import { config } from "#lib/platform/config/index.ts";

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  async sleep(ms, signal) {
    // Called off is over as well: whoever waits looks at the signal.
    await pause(ms, undefined, { signal }).catch(() => undefined);
  },
};

/** A file of its own for each run, one line of JSON an event, for nobody but its owner to read. */
export async function openTranscript(): Promise<Transcript & { readonly path: string }> {
  const folder = join(config().ETNA_DATA_DIR, "transcripts");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const path = join(folder, `${time}-${randomBytes(4).toString("hex")}.jsonl`);
  return {
    path,
    append: (event) => appendFile(path, `${JSON.stringify(event)}\n`, { mode: 0o600 }),
  };
}
