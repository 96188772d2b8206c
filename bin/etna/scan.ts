import { join } from "node:path";
import { Command, Option } from "commander";
import { AppError, atLeast, type Severity, severities } from "#lib/base/index.ts";
import { scan } from "#lib/engines/rules/index.ts";
import { commandCacheFolder, openScanMemory } from "#lib/platform/scan-memory/index.ts";
import { realFolder } from "#lib/platform/workspace/index.ts";
import { changedSince } from "./changed-since.ts";
import { type Grouping, groupings } from "./group-findings.ts";
import { openFolder } from "./open-folder.ts";
import { outputsOf } from "./outputs.ts";
import { requireAdvisories } from "./outside-ports.ts";
import { progress } from "./progress.ts";
import { exitForUsage, runCommand } from "./run-command.ts";
import { type Format, formats, writeReport } from "./write-report.ts";

interface Options {
  readonly format: Format;
  readonly output: readonly string[];
  readonly group: Grouping;
  readonly quiet?: boolean;
  readonly rules?: string;
  readonly changedSince?: string;
  readonly failOn?: Severity | "never";
  readonly dependencies?: boolean;
  readonly cache: boolean;
}

/**
 * `etna scan`: looks for faults in a folder. Exit code 0 when there is none at or above `--fail-on`
 * (any, by default), 1 when there is, 2 for wrong use, 3 when it could not finish.
 */
export function scanCommand(): Command {
  return new Command("scan")
    .description("look for security faults in a folder")
    .argument("<path>", "the folder")
    .addOption(
      new Option("--format <format>", "what goes to stdout").choices(formats).default("text"),
    )
    .option(
      "--output <file>",
      "write the format into a file and the text to stdout; FORMAT=FILE adds one more",
      (file: string, before: readonly string[]) => [...before, file],
      [],
    )
    .addOption(
      new Option("--group <by>", "headings of the text").choices(groupings).default("file"),
    )
    .option("--quiet", "one line a finding, and nothing else")
    .option("--rules <ids>", "only these rules, separated by commas")
    .option(
      "--changed-since <revision>",
      "only findings on lines changed since HEAD left this branch, tag or commit",
    )
    .option("--no-cache", "look at every file, also at those that are as they were")
    .option("--dependencies", "ask the advisory database which packages are vulnerable")
    .addOption(
      new Option("--fail-on <severity>", "exit 1 only for findings at least this grave").choices([
        ...severities,
        "never",
      ]),
    )
    .exitOverride(exitForUsage)
    .action((path: string, options: Options) => runCommand("scan", () => run(path, options)));
}

async function run(path: string, options: Options): Promise<0 | 1> {
  const ruleIds = options.rules === undefined ? undefined : ruleList(options.rules);
  const outputs = outputsOf<Format>(formats, options.format, options.output);
  const isQuiet = options.quiet === true;
  const workspace = await openFolder(path);
  const { changedSince: revision } = options;
  const touched = revision === undefined ? null : await changedSince(path, revision, workspace);
  const shown = progress(isQuiet);
  const memory = options.cache ? await folderMemory(path) : undefined;
  const whole = await scan(workspace, {
    memory,
    ...(ruleIds === undefined ? {} : { ruleIds }),
    advisories: options.dependencies === true ? requireAdvisories() : undefined,
    ...shown.options,
  }).finally(() => shown.stop());
  await memory?.save();
  const findings = touched === null ? whole.findings : await touched(whole.findings);
  const report = { ...whole, findings };
  const unchanged = revision && { revision, findings: whole.findings.length - findings.length };
  await writeReport(report, workspace, outputs, {
    path,
    grouping: options.group,
    isQuiet,
    unchanged: unchanged || undefined,
  });
  const threshold = options.failOn ?? "low";
  if (threshold === "never") return 0;
  return findings.some((finding) => atLeast(finding.severity, threshold)) ? 1 : 0;
}

async function folderMemory(path: string) {
  return await openScanMemory(join(commandCacheFolder(), "scans"), await realFolder(path));
}

function ruleList(text: string): readonly string[] {
  const ids = [...new Set(text.split(",").map((id) => id.trim()))].filter((id) => id !== "");
  if (ids.length === 0) throw new AppError("invalid_input", "--rules names no rule.");
  return ids;
}
