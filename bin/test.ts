// npm test [-- unit|integration|e2e … [filter …]]
import { mkdir, rm } from "node:fs/promises";
import { readCounts } from "./ground/counts.ts";
import { root } from "./ground/paths.ts";
import { explain, say, seconds } from "./ground/report.ts";
import {
  isTestPart,
  reportFile,
  reportsDirectory,
  runTestPart,
  sayPart,
  type TestPart,
  testParts,
} from "./ground/test-parts.ts";

process.chdir(root);

async function main(args: readonly string[]): Promise<number> {
  const chosen = args.filter(isTestPart);
  const filters = args.filter((arg) => !isTestPart(arg));
  const parts = chosen.length === 0 ? testParts : chosen;
  await rm(reportsDirectory, { recursive: true, force: true });
  await mkdir(reportsDirectory, { recursive: true });

  const lines: string[] = [];
  let passed = 0;
  let failed = 0;
  let exitCode = 0;
  for (const part of parts) {
    if (part === "e2e" && process.env.ETNA_SKIP_E2E === "1") {
      lines.push("e2e          LEFT OUT (ETNA_SKIP_E2E=1)");
      continue;
    }
    const result = await runPart(part, filters);
    passed += result.passed;
    failed += result.failed;
    if (result.exitCode !== 0) exitCode = 1;
    lines.push(result.line);
  }
  say(`\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
  // A runner that failed without a failed test (it did not start, say) is a failure all the same.
  if (exitCode !== 0 && failed === 0) failed = 1;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return exitCode;
}

async function runPart(part: TestPart, filters: readonly string[]) {
  sayPart(part);
  const startedAt = performance.now();
  const exitCode = await runTestPart(part, filters);
  const counts = (await readCounts(reportFile(part))) ?? { passed: 0, failed: 0 };
  const time = seconds(performance.now() - startedAt);
  const word = exitCode === 0 ? "" : `, exit code ${exitCode}`;
  const line = `${part.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed${word}  (${time})`;
  return { ...counts, exitCode, line };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(explain(error));
  process.exitCode = 3;
}
