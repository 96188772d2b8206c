// npm run verify: what continuous integration runs first.
import { existsSync } from "node:fs";
import { runScript } from "./ground/child.ts";
import { packageProgram, root } from "./ground/paths.ts";
import { explain, say, seconds } from "./ground/report.ts";

process.chdir(root);

interface Check {
  readonly name: string;
  readonly run: () => Promise<number>;
}

/** Says its own heading. */
const unitTests = "unit tests";
const folders = ["app", "bench", "bin", "components", "lib", "samples", "tests"].filter((folder) =>
  existsSync(folder),
);

const checks: readonly Check[] = [
  check("format and lint (biome)", "@biomejs/biome/bin/biome", "check", "--error-on-warnings"),
  check("types (tsc)", "typescript/bin/tsc", "--noEmit", "-p", "."),
  check(
    "walls (dependency-cruiser)",
    "dependency-cruiser/bin/dependency-cruiser.mjs",
    ...["--config", ".dependency-cruiser.mjs", ...folders],
  ),
  check("unused code and packages (knip)", "knip/bin/knip.js", "--no-config-hints"),
  { name: unitTests, run: () => runScript("bin/test.ts", ["unit"]) },
];

function check(name: string, program: string, ...args: string[]): Check {
  return { name, run: () => runScript(packageProgram(program), args) };
}

async function main(): Promise<number> {
  const lines: string[] = [];
  let failed = 0;
  for (const { name, run } of checks) {
    if (name !== unitTests) say(`\n— ${name} —`);
    const startedAt = performance.now();
    const exitCode = await run();
    if (exitCode !== 0) failed += 1;
    const word = exitCode === 0 ? "fine" : "FAILED";
    lines.push(`  ${word.padEnd(6)} ${name}  (${seconds(performance.now() - startedAt)})`);
  }
  say(`\n${lines.join("\n")}\n`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(explain(error));
  process.exitCode = 3;
}
