import type { Workspace } from "#lib/base/index.ts";
import {
  type AgentJob,
  type Checks,
  findingBrief,
  findingScope,
  standardChecks,
  taskBrief,
  taskScope,
} from "#lib/engines/agent/index.ts";
import type { Finding } from "#lib/platform/db/index.ts";
import { isTask, taskText } from "./task.ts";

/** Of the code that a model is shown before it asks for any. */
const maxBriefBytes = 12 * 1024;

export interface ModelPlan extends Pick<AgentJob, "brief" | "scope"> {
  readonly checks: Checks;
  /** What the change is for, in the words of whoever reported it. */
  readonly report: string;
}

/** What a model is told of a finding or a task, what it may touch, and what its change must meet. */
export async function modelPlan(
  finding: Finding,
  note: string | null,
  code: Workspace,
  log: readonly { readonly job: string; readonly text: string }[] = [],
): Promise<ModelPlan> {
  const attachments = [
    ...(note === null ? [] : [{ from: "a person’s note on the former attempt", text: note }]),
    ...log.map(({ job, text }) => ({ from: `the failing CI job ${job}`, text })),
  ];
  if (isTask(finding)) {
    const brief = taskBrief(taskText(finding), attachments);
    const scope = await taskScope(code);
    return { brief, scope, checks: standardChecks(code, null, scope), report: taskText(finding) };
  }
  const brief = await findingBrief(code, finding, maxBriefBytes, attachments);
  const scope = findingScope(finding, brief);
  const seen = finding.detector === null ? finding : null;
  const why = `Reported by ${finding.detector}, which Etna does not run`;
  return {
    brief,
    scope,
    checks: standardChecks(code, seen, scope, why),
    report: `${finding.title}\n${finding.path}:${finding.startLine}\n${finding.message}`,
  };
}
