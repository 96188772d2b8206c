import { Command, Option } from "commander";
import { AppError, atLeast, type Severity, severities } from "#lib/base/index.ts";
import { scan, toSarif } from "#lib/engines/rules/index.ts";
import { openFolder, progress } from "./open-folder.ts";
import { requireAdvisories } from "./outside-ports.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";
import { scanText } from "./scan-text.ts";

interface Options {
  readonly format: "text" | "json" | "sarif";
  readonly rules?: string;
  readonly failOn?: Severity;
  readonly dependencies?: boolean;
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
      new Option("--format <format>", "what goes to stdout")
        .choices(["text", "json", "sarif"])
        .default("text"),
    )
    .option("--rules <ids>", "only these rules, separated by commas")
    .option("--dependencies", "ask the advisory database which packages are vulnerable")
    .addOption(
      new Option("--fail-on <severity>", "exit 1 only for findings at least this grave").choices(
        severities,
      ),
    )
    .exitOverride(exitForUsage)
    .action((path: string, options: Options) => runCommand("scan", () => run(path, options)));
}

async function run(path: string, options: Options): Promise<0 | 1> {
  const ruleIds = options.rules === undefined ? undefined : ruleList(options.rules);
  const workspace = await openFolder(path);
  const shown = progress();
  const report = await scan(workspace, {
    ...(ruleIds === undefined ? {} : { ruleIds }),
    advisories: options.dependencies === true ? requireAdvisories() : undefined,
    ...shown.options,
  }).finally(() => shown.stop());
  if (options.format === "text") await writeOut(scanText(report, path));
  else {
    const data = options.format === "sarif" ? toSarif(report) : { version: 1, ...report };
    await writeOut(`${JSON.stringify(data, null, 2)}\n`);
  }
  const threshold = options.failOn ?? "low";
  return report.findings.some((finding) => atLeast(finding.severity, threshold)) ? 1 : 0;
}

function ruleList(text: string): readonly string[] {
  const ids = [...new Set(text.split(",").map((id) => id.trim()))].filter((id) => id !== "");
  if (ids.length === 0) throw new AppError("invalid_input", "--rules names no rule.");
  return ids;
}
