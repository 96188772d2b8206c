import { appendFile, readFile } from "node:fs/promises";
import type { CaseResult, Journal } from "#lib/engines/adversary/index.ts";

export interface MemoryJournal extends Journal {
  readonly results: Map<string, CaseResult>;
  readonly begun: string[];
}

export function memoryJournal(): MemoryJournal {
  const results = new Map<string, CaseResult>();
  const begun: string[] = [];
  return {
    results,
    begun,
    finished: async () => results,
    async begin(caseId) {
      begun.push(caseId);
    },
    async finish(result) {
      results.set(result.id, result);
    },
  };
}

/** One line for each case that began and each that ended, as a program would keep it on a disk. */
export function fileJournal(path: string): Journal {
  return {
    async finished() {
      const text = await readFile(path, "utf8").catch(() => "");
      const lines = text.split("\n").filter((line) => line.startsWith('{"id"'));
      const results = lines.map((line): CaseResult => JSON.parse(line));
      return new Map(results.map((result) => [result.id, result]));
    },
    begin: (caseId) => appendFile(path, `begin ${caseId}\n`),
    finish: (result) => appendFile(path, `${JSON.stringify(result)}\n`),
  };
}
