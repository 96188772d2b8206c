import type { Workspace } from "#lib/base/index.ts";
import { isVendoredFolder, type ScanOptions } from "#lib/engines/rules/index.ts";
import { directoryWorkspace, withoutGitIgnored } from "#lib/platform/workspace/index.ts";

/** The folder a person named, without other people's code and without what git ignores. */
export async function openFolder(path: string): Promise<Workspace> {
  return withoutGitIgnored(path, await directoryWorkspace(path, { exclude: isVendoredFolder }));
}

/** A counter on stderr that wipes itself; nothing at all where stderr is no terminal. */
export function progress(): { readonly options: Pick<ScanOptions, "onProgress">; stop(): void } {
  if (process.stderr.isTTY !== true) return { options: {}, stop() {} };
  let shownAt = 0;
  return {
    options: {
      onProgress(done, total) {
        const now = performance.now();
        if (now - shownAt < 100) return;
        shownAt = now;
        process.stderr.write(`\r\u001b[2K${done} of ${total} files`);
      },
    },
    stop() {
      if (shownAt > 0) process.stderr.write("\r\u001b[2K");
    },
  };
}
