import pc from "picocolors";
import { type Config, parseConfig } from "#lib/platform/config/index.ts";
import { type Answer, type Check, checks, type Level } from "./doctor/index.ts";
import { root } from "./ground/paths.ts";
import { explain } from "./ground/report.ts";

process.chdir(root);

const marks: Readonly<Record<Level, string>> = {
  fine: pc.green("✓ fine   "),
  note: pc.dim("· note   "),
  warning: pc.yellow("! warning"),
  problem: pc.red("✗ problem"),
};

async function main(): Promise<number> {
  let config: Config;
  try {
    config = parseConfig(process.env);
  } catch (error) {
    print("Environment", [{ level: "problem", text: explain(error) }]);
    return 1;
  }
  let problems = 0;
  for (const check of checks) {
    const answers = await examine(check, config);
    print(check.name, answers);
    problems += answers.filter(({ level }) => level === "problem").length;
  }
  console.log(problems === 0 ? "\nNothing stands in the way." : `\n${problems} to mend.`);
  return problems === 0 ? 0 : 1;
}

async function examine(check: Check, config: Config): Promise<readonly Answer[]> {
  try {
    return await check.run(config);
  } catch (error) {
    return [{ level: "problem", text: `This could not be looked at. ${explain(error)}` }];
  }
}

function print(name: string, answers: readonly Answer[]): void {
  console.log(`\n${pc.bold(name)}`);
  for (const { level, text } of answers) console.log(`  ${marks[level]}  ${text}`);
}

process.exitCode = await main();
