import type { Workspace } from "#lib/base/index.ts";
import { bytesDigest, readDigest } from "../recorded-reads.ts";
import type { FileResult, ScanJob } from "../scan-job.ts";
import { rememberedResult } from "./schemas.ts";

/** Where a scan keeps what it saw, by keys that say all that it depends on. Values are JSON. */
export interface ScanMemory {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
}

/** What was seen in files that are the same as they were. */
export interface Remembered {
  recall(job: ScanJob): Promise<FileResult | null>;
  keep(job: ScanJob, result: FileResult): void;
}

const format = 1;

/**
 * A file's result depends on its path and text, on the rules and those that may be named, and on
 * what its fixes read besides: these reads are kept with it and asked again.
 */
export function rememberedFiles(
  memory: ScanMemory,
  workspace: Workspace,
  /** Of the engine, the rules of the repository, and all that holds for the whole scan. */
  ground: string,
): Remembered {
  const digests = new Map<string | null, Promise<string | null>>();
  const digestNow = (path: string | null) => {
    const known = digests.get(path) ?? readDigest(workspace, path);
    digests.set(path, known);
    return known;
  };
  const common = bytesDigest(JSON.stringify([format, ground]));
  // Most files of a scan are looked at by the very same list.
  const lists = new WeakMap<readonly string[], string>();
  const listDigest = (ruleIds: readonly string[]) => {
    const digest = lists.get(ruleIds) ?? bytesDigest(ruleIds.join("\0"));
    lists.set(ruleIds, digest);
    return digest;
  };
  const keyOf = ({ path, text, ruleIds }: ScanJob) =>
    bytesDigest([common, listDigest(ruleIds), bytesDigest(text), path].join("\0"));
  return {
    async recall(job) {
      const text = memory.get(keyOf(job));
      const known = text === undefined ? null : rememberedResult(text, job.path);
      if (known === null) return null;
      for (const { path, sha256 } of known.reads) {
        if ((await digestNow(path)) !== sha256) return null;
      }
      return known;
    },
    keep(job, result) {
      // What was stopped may come through another time.
      if (result.problems.length > 0) return;
      const { findings, ignored, ignoreMarks, reads } = result;
      const empty = findings.length + ignored.length + ignoreMarks.length + reads.length === 0;
      memory.put(
        keyOf(job),
        empty ? "{}" : JSON.stringify({ findings, ignored, ignoreMarks, reads }),
      );
    },
  };
}
