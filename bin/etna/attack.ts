import { randomInt } from "node:crypto";
import { Command, Option } from "commander";
import { AppError } from "#lib/base/index.ts";
import { profileNames } from "#lib/engines/adversary/index.ts";
import { type AttackOptions, attackFormats } from "./attack-options.ts";
import { runAttack } from "./attack-run.ts";
import { mcpToolsCommand } from "./attack-tools.ts";
import { exitForUsage, runCommand } from "./run-command.ts";

const each = (value: string, before: readonly string[]) => [...before, ...value.split(",")];

/**
 * `etna attack`: runs the adversarial suite against an agent of one’s own. Exit code 0 where the gate passed,
 * 1 where it failed, 2 for wrong use, 3 where too much could not be judged, 4 where too little ran, 130 where
 * it was interrupted.
 */
export function attackCommand(): Command {
  return new Command("attack")
    .description("attack an agent of your own, and judge how it holds out")
    .option("--target <file>", "how the agent is spoken to (YAML or JSON)")
    .addOption(
      new Option("--profile <name>", "how much is tried (by default smoke)").choices(profileNames),
    )
    .option("--seed <text>", "what chance comes from; by default a number that is drawn and shown")
    .option("--case <ids>", "only these seeds or cases, such as LLM01-007/base64/1", each, [])
    .option(
      "--variant <names>",
      "only these disguises; plain for none, benign for ordinary tasks",
      each,
      [],
    )
    .option("--category <ids>", "only these categories, such as LLM01", each, [])
    .option("--seeds <folder>", "attacks of your own, besides Etna’s")
    .option("--only-own", "only those of --seeds")
    .addOption(
      new Option("--format <format>", "what goes to stdout").choices(attackFormats).default("text"),
    )
    .option(
      "--output <file>",
      "write the format into a file and the text to stdout; FORMAT=FILE adds one more",
      (file: string, before: readonly string[]) => [...before, file],
      [],
    )
    .option("--baseline <file>", "the JSON of an earlier run, to compare with")
    .option("--policy <file>", "what the gate asks for (YAML or JSON)")
    .option("--waivers <file>", "a list of accepted breaches, besides the policy’s")
    .option("--plan", "show what would be sent, and send nothing")
    .option("--max-requests <number>", "of all requests to the agent")
    .option("--max-spend <dollars>", "in US dollars; the target file must say the price")
    .option("--rate <number>", "requests a minute")
    .option("--max-minutes <number>", "for this run")
    .option("--concurrency <number>", "attempts at once, if the target file allows as many")
    .option(
      "--judge <model>",
      "PROVIDER/MODEL that may ask for a person’s look; it decides nothing",
    )
    .option("--judge-address <url>", "where that model is asked, if not at its provider’s own")
    .option("--max-judge-requests <number>", "of all requests to it (by default 200)")
    .option("--journal <file>", "where what was done is kept; by default below Etna’s data")
    .option("--resume <file>", "go on with the run of this journal")
    .option(
      "--serve <port>",
      "where the suite’s tools are served; by default a free port of loopback",
    )
    .option("--tools-address <url>", "how the agent reaches them, where that is another address")
    .exitOverride(exitForUsage)
    .addCommand(mcpToolsCommand())
    .action((options: AttackOptions) => runCommand("attack", () => run(options)));
}

async function run(options: AttackOptions): Promise<number> {
  const { target, seed } = options;
  if (target === undefined) throw new AppError("invalid_input", "--target names no file.");
  if (seed === "") throw new AppError("invalid_input", "--seed takes a text, such as 20261120.");
  return await runAttack(target, options, () => String(randomInt(1, 1_000_000_000)));
}
