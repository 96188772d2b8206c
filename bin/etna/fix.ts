import { Command, Option } from "commander";
import { AppError, atLeast, type Severity, severities } from "#lib/base/index.ts";
import { renderPatch } from "#lib/engines/patch/index.ts";
import { type FixPorts, scan } from "#lib/engines/rules/index.ts";
import { writeChanges } from "#lib/platform/workspace/index.ts";
import { changedSince } from "./changed-since.ts";
import { chooseFindings } from "./choose-findings.ts";
import { fixEach } from "./fix-each.ts";
import { diffText, summaryText } from "./fix-text.ts";
import { fixWithModel, type ModelOptions } from "./fix-with-model.ts";
import { openFolder } from "./open-folder.ts";
import { requireActionCommits, requirePorts } from "./outside-ports.ts";
import { progress } from "./progress.ts";
import { ruleLookup } from "./report-rules.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";

interface Options extends ModelOptions {
  readonly rule?: string;
  readonly finding?: string;
  readonly severity?: Severity;
  readonly changedSince?: string;
  readonly write?: boolean;
  readonly dependencies?: boolean;
  readonly actions?: boolean;
}

/**
 * `etna fix`: prints the change that repairs what can be repaired, as one unified diff for
 * `git apply`; `--write` makes the change. Exit code 0 when every chosen finding has a fix, 1 when
 * one is left, 2 for wrong use, 3 when it could not finish. With `--model`, see `fixWithModel`.
 */
export function fixCommand(): Command {
  return new Command("fix")
    .description("repair faults in a folder: print the diff, or write it")
    .argument("<path>", "the folder")
    .option("--rule <id>", "only findings of this rule")
    .option("--finding <fingerprint>", "only this finding (its first characters are enough)")
    .addOption(
      new Option("--severity <severity>", "only findings at least this grave").choices(severities),
    )
    .option(
      "--changed-since <revision>",
      "only findings on lines changed since HEAD left this branch, tag or commit",
    )
    .option(
      "--dependencies",
      "raise vulnerable packages, and add those that fixes need: asks an advisory database and a registry",
    )
    .option("--actions", "pin actions, too: asks GitHub which commit an action's version is")
    .option(
      "--model <provider/name>",
      "let this model, under your key, repair --finding or do --task",
    )
    .option("--task <words>", "what the model is to do, in your words")
    .option("--address <url>", "where the model is asked, such as http://127.0.0.1:11434/v1")
    .option("--max-cost <dollars>", "end the model's work when it has cost so much")
    .option(
      "--write",
      "change the files, uncommitted work in them included; refused where one changed since it was read",
    )
    .exitOverride(exitForUsage)
    .action((path: string, options: Options) => runCommand("fix", () => run(path, options)));
}

async function run(path: string, options: Options): Promise<0 | 1> {
  const { severity, changedSince: revision, write: isWritten = false } = options;
  if (options.model !== undefined || options.task !== undefined) {
    if (severity !== undefined || revision !== undefined) {
      throw new AppError("invalid_input", "--severity and --changed-since are not for a model.");
    }
    return await fixWithModel(path, options);
  }
  const workspace = await openFolder(path);
  const touched = revision === undefined ? null : await changedSince(path, revision, workspace);
  const shown = progress();
  const ports: FixPorts = {
    ...(options.dependencies === true && requirePorts()),
    ...(options.actions === true && { actionCommits: requireActionCommits() }),
  };
  const report = await scan(workspace, {
    advisories: ports.advisories,
    ...(options.rule === undefined ? {} : { ruleIds: [options.rule] }),
    ...shown.options,
  }).finally(() => shown.stop());
  const named = chooseFindings(report.findings, options.finding);
  const grave = named.filter((finding) => atLeast(finding.severity, severity ?? "low"));
  const chosen = touched === null ? grave : await touched(grave);
  const ruleOf = ruleLookup(report);
  const result = await fixEach(workspace, chosen, ports);
  if (isWritten) await writeChanges(path, result.changes);
  else {
    const isForPerson = process.stdout.isTTY === true;
    await writeOut(isForPerson ? diffText(result, ruleOf) : renderPatch(result.changes));
  }
  process.stderr.write(summaryText(result, ruleOf, { path, isWritten }));
  return result.left.length === 0 ? 0 : 1;
}
