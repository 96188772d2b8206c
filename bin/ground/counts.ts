import { readFile } from "node:fs/promises";
import { z } from "zod";

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** What a runner's JSON report counts, or null where it wrote none. A flaky test counts as failed. */
export async function readCounts(reportFile: string): Promise<TestCounts | null> {
  const text = await readFile(reportFile, "utf8").catch(() => null);
  if (text === null) return null;
  const report: unknown = JSON.parse(text);
  const unit = vitestReport.safeParse(report);
  if (unit.success) {
    const { numPassedTests: passed, numFailedTests: failed, numFailedTestSuites } = unit.data;
    // A file that does not load has failed without counting a single test.
    return {
      passed,
      failed: failed === 0 && numFailedTestSuites > 0 ? numFailedTestSuites : failed,
    };
  }
  const { stats, errors } = playwrightReport.parse(report);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
}
