import type { FileChange, Workspace } from "#lib/base/index.ts";
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
import type { FailingJob } from "#lib/platform/forge/index.ts";
import { isTask } from "#lib/services/findings/index.ts";

/** Of the code that a model is shown before it asks for any. */
const maxBriefBytes = 12 * 1024;

export interface ModelPlan extends Pick<AgentJob, "brief" | "scope"> {
  readonly checks: Checks;
  /** What the change is for, in the words of whoever reported it. */
  readonly report: string;
}

type Attachments = Parameters<typeof taskBrief>[1];

/** What a model is told of a finding or a task, what it may touch, and what its change must meet. */
export async function modelPlan(
  finding: Finding,
  note: string | null,
  code: Workspace,
): Promise<ModelPlan> {
  const attachments = noteOf(note);
  const { brief, scope } = await told(finding, code, attachments);
  return { brief, scope, checks: checksOf(finding, code, scope), report: reportOf(finding) };
}

/** What a change has done so far, and what the customer's CI says of it. */
export interface FailedChange {
  /** From the base on. */
  readonly changes: readonly FileChange[];
  readonly base: Workspace;
  readonly head: Workspace;
  readonly failing: readonly FailingJob[];
}

/** The same for the one repair: of the head, with the failing log, and held against the base. */
export async function repairPlan(
  finding: Finding,
  note: string | null,
  { changes, base, head, failing }: FailedChange,
): Promise<ModelPlan> {
  const logs = failing.map(({ job, text }) => ({ from: `the log of the CI job ${job}`, text }));
  const { brief, scope } = await told(finding, head, [...noteOf(note), ...logs]);
  const paths = [...new Set([...scope.paths, ...changes.map(({ path }) => path)])].sort();
  const whole = checksOf(finding, base, { ...scope, paths });
  const own =
    "A change for this is on the branch already, and the CI of the repository fails on it. Change what it takes for the CI to pass, and keep what the change is for.";
  return {
    brief: [{ own }, ...brief],
    scope: { ...scope, paths },
    checks: { ids: whole.ids, run: (more, id) => whole.run(together(changes, more), id) },
    report: reportOf(finding),
  };
}

/** Two changes, the second made on top of the first, as one. */
export function together(
  first: readonly FileChange[],
  second: readonly FileChange[],
): readonly FileChange[] {
  const all = new Map(first.map((change) => [change.path, change]));
  for (const { path, before, after } of second) {
    all.set(path, {
      path,
      before: all.has(path) ? (all.get(path)?.before ?? null) : before,
      after,
    });
  }
  return [...all.values()]
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function told(finding: Finding, code: Workspace, attachments: Attachments) {
  if (isTask(finding)) {
    return { brief: taskBrief(finding.message, attachments), scope: await taskScope(code) };
  }
  const brief = await findingBrief(code, finding, maxBriefBytes, attachments);
  return { brief, scope: findingScope(finding, brief) };
}

function checksOf(finding: Finding, base: Workspace, scope: AgentJob["scope"]): Checks {
  if (isTask(finding)) return standardChecks(base, null, scope);
  const seen = finding.detector === null ? finding : null;
  return standardChecks(
    base,
    seen,
    scope,
    `Reported by ${finding.detector}, which Etna does not run`,
  );
}

function noteOf(note: string | null): NonNullable<Attachments> {
  return note === null ? [] : [{ from: "a person’s note on the former attempt", text: note }];
}

function reportOf(finding: Finding): string {
  if (isTask(finding)) return finding.message;
  return `${finding.title}\n${finding.path}:${finding.startLine}\n${finding.message}`;
}
