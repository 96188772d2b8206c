import { AppError } from "#lib/base/index.ts";
import { isCustomRule } from "../custom/schema.ts";
import type { ScanProblem } from "../rule.ts";
import type { FileResult, ScanJob } from "../scan-job.ts";
import type { Pool } from "./pool.ts";

/** A rule that is too slow in so many files is not asked about the others. */
const maxStops = 3;
/** So many rules too slow in one file: the file itself is hostile. */
const maxStopsOfFile = 10;

/**
 * Runs scan jobs in a pool. A rule that is too slow for a file, or ends its process, is left out of
 * that file and told as a problem; all others look at it.
 */
export function jobRunner(pool: Pool, ruleTimeMs: number) {
  const stops = new Map<string, number>();
  const givenUp = (ruleId: string) => isCustomRule(ruleId) && (stops.get(ruleId) ?? 0) >= maxStops;

  return async function run(job: ScanJob): Promise<FileResult> {
    const problems: ScanProblem[] = [];
    let left = job;
    for (let stopped = 0; stopped <= maxStopsOfFile; stopped++) {
      left = { ...left, ruleIds: left.ruleIds.filter((id) => !givenUp(id)) };
      const end = await pool.run({ kind: "scan", job: left });
      if (end.kind === "done") {
        return { ...end.result, problems: [...problems, ...end.result.problems] };
      }
      if (end.kind === "failed") throw new AppError("internal", end.message);
      const { ruleId, fix, crashed } = end;
      if (ruleId === null) break;
      const count = (stops.get(ruleId) ?? 0) + 1;
      stops.set(ruleId, count);
      problems.push({ path: job.path, ruleId, message: stopWords(fix, crashed, ruleTimeMs) });
      if (givenUp(ruleId) && count === maxStops) {
        const message = `It was stopped in ${maxStops} files and is not asked about the rest.`;
        problems.push({ path: job.path, ruleId, message });
      }
      left = fix
        ? { ...left, withoutFix: [...left.withoutFix, ruleId] }
        : { ...left, ruleIds: left.ruleIds.filter((id) => id !== ruleId) };
    }
    problems.push({
      path: job.path,
      message: "The file was given up: looking at it took too long.",
    });
    return { findings: [], ignored: [], ignoreMarks: [], problems, reads: [] };
  };
}

function stopWords(fix: boolean, crashed: boolean, ruleTimeMs: number): string {
  const what = fix ? "Trying the rule's fix" : "The rule's look";
  return crashed
    ? `${what} ended its process. It was left out for this file.`
    : `${what} took longer than ${ruleTimeMs} ms and was stopped. It was left out for this file.`;
}
