import { AppError, type Workspace } from "#lib/base/index.ts";
import {
  type AgentJob,
  defaultAgentLimits,
  defaultContextLimits,
  findingBrief,
  findingScope,
  runAgent,
  standardChecks,
  taskBrief,
  taskScope,
} from "#lib/engines/agent/index.ts";
import { renderPatch } from "#lib/engines/patch/index.ts";
import { type Finding, isVulnerableDependency, scan } from "#lib/engines/rules/index.ts";
import { parseModelName, priceAsOf } from "#lib/platform/models/index.ts";
import { writeChanges } from "#lib/platform/workspace/index.ts";
import { agentText, failedText } from "./agent-text.ts";
import { chooseFindings } from "./choose-findings.ts";
import { openFolder } from "./open-folder.ts";
import { openOwnModel } from "./open-own-model.ts";
import { progress } from "./progress.ts";
import { writeOut } from "./run-command.ts";
import { openTranscript, systemClock } from "./run-files.ts";

export interface ModelOptions {
  readonly model?: string;
  readonly task?: string;
  readonly address?: string;
  readonly maxCost?: string;
  readonly finding?: string;
  readonly rule?: string;
  readonly dependencies?: boolean;
  readonly write?: boolean;
}

/** Of the code that a model is shown before it asks for any. */
const maxBriefBytes = 12 * 1024;

/**
 * `etna fix --model`: one finding or one task, by a model under the person's own key. The diff goes to
 * stdout or, with `--write`, into the files, and only where every check agrees. Exit code 0 for a change,
 * 1 where the model gave up or was refused, 2 for wrong use, 3 where it could not finish.
 */
export async function fixWithModel(path: string, options: ModelOptions): Promise<0 | 1> {
  const wanted = parseOptions(options);
  const workspace = await openFolder(path);
  const model = await openOwnModel(wanted.model, "--address", options.address);
  const { finding, brief, scope } = await plan(workspace, options);
  const transcript = await openTranscript();
  const calledOff = new AbortController();
  const callOff = () => calledOff.abort();
  process.once("SIGINT", callOff);
  const result = await runAgent(
    {
      workspace,
      brief,
      purpose: "fix",
      scope,
      limits: { ...defaultAgentLimits, maxCostUsd: wanted.maxCostUsd },
      contextLimits: defaultContextLimits,
    },
    {
      model,
      checks: standardChecks(workspace, finding, scope),
      clock: systemClock,
      transcript,
      signal: calledOff.signal,
    },
  ).finally(() => process.off("SIGINT", callOff));
  const isWritten = options.write === true && result.end.state === "submitted";
  if (isWritten) await writeChanges(path, result.changes);
  else await writeOut(renderPatch(result.changes));
  process.stderr.write(agentText(result, transcript.path, isWritten));
  const failed = failedText(result.end);
  if (failed !== null) throw new AppError("unavailable", failed);
  return result.end.state === "submitted" ? 0 : 1;
}

function parseOptions({ model, task, finding, maxCost, rule, dependencies }: ModelOptions) {
  if (model === undefined) throw new AppError("invalid_input", "--task needs --model.");
  if ((task === undefined) === (finding === undefined)) {
    throw new AppError("invalid_input", "--model takes either --finding or --task.");
  }
  if (rule !== undefined || dependencies === true) {
    throw new AppError("invalid_input", "--rule and --dependencies are not for a model.");
  }
  const named = parseModelName(model);
  const maxCostUsd = maxCost === undefined ? null : Number(maxCost);
  if (maxCostUsd !== null && !(maxCostUsd > 0)) {
    throw new AppError("invalid_input", "--max-cost takes US dollars, such as 0.50.");
  }
  if (maxCostUsd !== null && priceAsOf(named.provider, named.name) === null) {
    throw new AppError(
      "invalid_input",
      "--max-cost needs a model whose price is known, and Etna knows none of this one.",
    );
  }
  if (task !== undefined && (task.trim() === "" || task.length > 4000)) {
    throw new AppError("invalid_input", "--task takes 1 to 4,000 characters.");
  }
  return { model: named, maxCostUsd };
}

type Plan = Pick<AgentJob, "brief" | "scope"> & { readonly finding: Finding | null };

async function plan(workspace: Workspace, { task, finding: prefix }: ModelOptions): Promise<Plan> {
  if (task !== undefined) {
    return { finding: null, brief: taskBrief(task), scope: await taskScope(workspace) };
  }
  const shown = progress();
  const report = await scan(workspace, shown.options).finally(() => shown.stop());
  const [finding] = chooseFindings(report.findings, prefix);
  if (finding === undefined) throw new AppError("invalid_input", "There is no such finding.");
  if (isVulnerableDependency(finding.ruleId)) {
    throw new AppError("invalid_input", "Packages are raised by --dependencies, by no model.");
  }
  const brief = await findingBrief(workspace, finding, maxBriefBytes);
  return { finding, brief, scope: findingScope(finding, brief) };
}
