import type { ScanOptions } from "#lib/engines/rules/index.ts";

const barColumns = 24;
const betweenMs = 100;

interface Progress {
  readonly options: Pick<ScanOptions, "onProgress">;
  stop(): void;
}

/** A bar on stderr that wipes itself; nothing at all where stderr is no terminal, or in CI. */
export function progress(isQuiet = false, noun = "files"): Progress {
  if (isQuiet || process.stderr.isTTY !== true || isCi()) return { options: {}, stop() {} };
  let shownAt = 0;
  return {
    options: {
      onProgress(done, total) {
        const now = performance.now();
        if (now - shownAt < betweenMs) return;
        shownAt = now;
        process.stderr.write(`\r\u001b[2K${progressBar(done, total, noun)}`);
      },
    },
    stop() {
      if (shownAt > 0) process.stderr.write("\r\u001b[2K");
    },
  };
}

export function progressBar(done: number, total: number, noun = "files"): string {
  const full = total === 0 ? barColumns : Math.floor((done / total) * barColumns);
  return `${"█".repeat(full)}${"░".repeat(barColumns - full)} ${done} of ${total} ${noun}`;
}

function isCi(): boolean {
  return !["", "0", "false"].includes(process.env.CI ?? "");
}
