import { Command } from "commander";
import { type FileChange, isAppError, type Workspace } from "#lib/base/index.ts";
import { applyChanges, renderPatch } from "#lib/engines/patch/index.ts";
import {
  asksOutside,
  type Finding,
  type FixPorts,
  proposeFix,
  scan,
} from "#lib/engines/rules/index.ts";
import { writeChanges } from "#lib/platform/workspace/index.ts";
import { chooseFindings } from "./choose-findings.ts";
import { fixWithModel, type ModelOptions } from "./fix-with-model.ts";
import { openFolder, progress } from "./open-folder.ts";
import { requireActionCommits, requirePorts } from "./outside-ports.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";
import { visible } from "./visible.ts";

interface Options extends ModelOptions {
  readonly rule?: string;
  readonly finding?: string;
  readonly write?: boolean;
  readonly dependencies?: boolean;
  readonly actions?: boolean;
}

/** A finding that stays, and why. */
interface Left {
  readonly finding: Finding;
  readonly why: string;
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
    .option(
      "--dependencies",
      "raise vulnerable packages, too: asks an advisory database and a registry",
    )
    .option("--actions", "pin actions, too: asks GitHub which commit an action's version is")
    .option(
      "--model <provider/name>",
      "let this model, under your key, repair --finding or do --task",
    )
    .option("--task <words>", "what the model is to do, in your words")
    .option("--address <url>", "where the model is asked, such as http://127.0.0.1:11434/v1")
    .option("--max-cost <dollars>", "end the model's work when it has cost so much")
    .option("--write", "change the files instead of printing the diff")
    .exitOverride(exitForUsage)
    .action((path: string, options: Options) => runCommand("fix", () => run(path, options)));
}

async function run(path: string, options: Options): Promise<0 | 1> {
  if (options.model !== undefined || options.task !== undefined) {
    return await fixWithModel(path, options);
  }
  const workspace = await openFolder(path);
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
  const chosen = chooseFindings(report.findings, options.finding);
  const { changes, left } = await fixEach(workspace, chosen, ports);
  if (options.write === true) await writeChanges(path, changes);
  else await writeOut(renderPatch(changes));
  summarise(chosen.length - left.length, left, changes, options.write === true);
  return left.length === 0 ? 0 : 1;
}

/** One fix after another, each upon the text that the last one left. */
async function fixEach(workspace: Workspace, findings: readonly Finding[], ports: FixPorts) {
  const changed = new Map<string, FileChange>();
  const left: Left[] = [];
  for (const finding of findings) {
    const now = applyChanges(workspace, [...changed.values()]);
    const proposed = await proposeFix(now, finding, ports).catch((error: unknown) => {
      if (!isAppError(error, "conflict")) throw error;
      return error.message;
    });
    if (typeof proposed === "string") {
      left.push({ finding, why: proposed });
      continue;
    }
    for (const change of proposed ?? []) {
      const before = changed.get(change.path)?.before ?? change.before;
      changed.set(change.path, { ...change, before });
    }
    if (proposed === null && !(await isGone(now, finding, ports))) {
      const unasked = asksOutside(finding.ruleId) && ports.actionCommits === undefined;
      const why = unasked ? "its fix asks GitHub, with --actions" : "no fix is proven safe here";
      left.push({ finding, why });
    }
  }
  const changes = [...changed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { changes, left };
}

/** An equal fault further up in the same function may have been repaired along with another. */
async function isGone(workspace: Workspace, finding: Finding, ports: FixPorts): Promise<boolean> {
  const looked = finding.dependency === undefined ? onlyFile(workspace, finding.path) : workspace;
  const { findings } = await scan(looked, {
    ruleIds: [finding.ruleId],
    advisories: ports.advisories,
  });
  return !findings.some((each) => each.fingerprint === finding.fingerprint);
}

function onlyFile(workspace: Workspace, path: string): Workspace {
  return {
    list: async () => (await workspace.list()).filter((file) => file.path === path),
    skipped: async () => [],
    read: (each) => workspace.read(each),
  };
}

function summarise(
  fixed: number,
  left: readonly Left[],
  changes: readonly FileChange[],
  written: boolean,
): void {
  const files = `${changes.length} ${changes.length === 1 ? "file" : "files"}`;
  const lines = left.map(
    ({ finding: { path, startLine, ruleId }, why }) =>
      `left: ${visible(path)}:${startLine} ${ruleId}: ${visible(why)}`,
  );
  if (fixed + left.length === 0) lines.push("No findings, nothing to fix.");
  else lines.push(`${fixed} fixed in ${files}, ${left.length} left.`);
  if (changes.length > 0) {
    lines.push(
      written
        ? "Read the changes with: git diff"
        : "Nothing was written. Add --write, or pipe this into: git apply",
    );
  }
  process.stderr.write(`${lines.join("\n")}\n`);
}
