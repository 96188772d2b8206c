import { decodeUtf8, type FileChange, isAppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { etnaBranch, type Snapshot } from "#lib/platform/forge/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { runAttempt } from "#lib/services/attempts/index.ts";
import {
  describeChange,
  followReview,
  quietText,
  recordRepair,
  refusalOf,
  repairWorkflowName,
} from "#lib/services/fixes/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { retried } from "./advance-run.ts";
import { repairPlan, together } from "./model-plan.ts";
import { readProposal, readRunWithFinding } from "./read-run.ts";
import {
  repairAttempt,
  repairOpinion,
  validateModelChange,
  whyStopped,
} from "./repair-with-model.ts";

interface RepairInput {
  readonly [key: string]: string;
  readonly fixId: string;
  /** The head whose CI failed. */
  readonly headCommit: string;
}

/**
 * Failing log → patch → validate → one more commit on the fix's branch. The model reads the log as data
 * and stays within the fix's scope; without a change that meets every check the draft stays as it is.
 */
export const repairWorkflow: Workflow<RepairInput> = {
  name: repairWorkflowName,
  queue: "models",
  async run(steps: Steps, input) {
    const isRepaired = await steps.step(
      "repair",
      ({ last }) => orSay(repair(input), last),
      retried,
    );
    if (!isRepaired) return;
    const isAdded = await steps.step("add", ({ last }) => orSay(add(input), last), retried);
    if (!isAdded) return;
    await steps.step("look", () => followReview(input.organizationId, input.fixId), retried);
  },
  async abandon() {
    // Nothing to undo: what was added is a commit like another's, and a person decides.
  },
};

type Input = RepairInput & { readonly organizationId: string };

/** A repair that cannot be is said in the log, and changes nothing. What may pass is tried again. */
async function orSay(work: Promise<string | null>, last: boolean): Promise<boolean> {
  try {
    const why = await work;
    if (why !== null) log.info({ why }, "a fix was not repaired");
    return why === null;
  } catch (error) {
    const isFinal = isAppError(error) && (error.code !== "unavailable" || last);
    if (!isFinal || error.code === "internal") throw error;
    log.warn({ err: error }, "a fix could not be repaired");
    return false;
  }
}

/** Keeps the whole change from the base on, as the run's proposal; or says why there is none. */
async function repair(input: Input): Promise<string | null> {
  const found = await readFix(input);
  if (found?.fix.headCommit !== input.headCommit) return movedOn;
  const { context, fix } = found;
  const { finding, note } = await readRunWithFinding(context);
  const forge = await openForge(input.organizationId, fix.repositoryId);
  const failing = (await forge.host?.readFailingLog(input.headCommit)) ?? [];
  if (failing.length === 0) return "Its CI says nothing of what failed.";
  const changes = await readProposal(context);
  const base = await forge.snapshot(fix.baseCommit);
  const head = await forge.snapshot(input.headCommit);
  const { brief, scope, checks } = await repairPlan(finding, note, {
    changes,
    base,
    head,
    failing,
  });
  const { signal } = new AbortController();
  const work = { workspace: head, brief, scope, checks, signal };
  const end = await runAttempt({ ...context, number: repairAttempt, ...work }, async (tx, more) => {
    if (more.length === 0) return;
    const proposal = together(changes, more).map((change) => ({ ...change }));
    await tx.run.updateMany({ where: { id: context.runId }, data: { proposal } });
  });
  return end.state === "submitted" ? null : whyStopped(end);
}

/** Validates the whole, and puts what is new of it on the branch; or says why not. */
async function add(input: Input): Promise<string | null> {
  const found = await readFix(input);
  if (found === null) return movedOn;
  const { context, fix } = found;
  const { organizationId, fixId, headCommit: from } = input;
  const { finding, note, attempts } = await readRunWithFinding(context);
  const forge = await openForge(organizationId, fix.repositoryId);
  const changes = await readProposal(context);
  const base = await forge.snapshot(fix.baseCommit);
  const head = await forge.snapshot(from);
  const plan = await repairPlan(finding, note, { changes, base, head, failing: [] });
  const own = attempts.find(({ number }) => number === repairAttempt);
  const checks = await validateModelChange(
    context,
    { ...plan, base, changes, number: repairOpinion },
    "waiting",
  );
  const refusal = refusalOf(checks);
  if (refusal !== null) return refusal;
  const made = await forge.addToBranch({
    branch: etnaBranch(fix.branch),
    headCommit: from,
    changes: await onTopOf(head, changes),
    message: `Repair: ${quietText(fix.title)}\n\nThe CI failed on the change before this one.\n`,
    // The attempt's own time: a retry makes the very same commit.
    unixSeconds: Math.floor((own?.startedAt ?? fix.proposedAt).getTime() / 1000),
  });
  const described = await describeChange(changes);
  const at = { headCommit: made.commit, headTree: made.tree };
  await recordRepair({ organizationId, fixId, from, ...at, described, checks });
  return null;
}

const movedOn = "It was decided on, or others have put commits on it.";

/** The fix, where nobody has decided on it yet. */
async function readFix({ organizationId, fixId }: Input) {
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({ where: { id: fixId, organizationId, state: "proposed" } }),
  );
  return fix && { fix, context: { organizationId, runId: fix.runId } };
}

/** Of a change from the base on, what is new to this head. */
async function onTopOf(
  head: Snapshot,
  changes: readonly FileChange[],
): Promise<readonly FileChange[]> {
  const files = new Set((await head.list()).map(({ path }) => path));
  const news: FileChange[] = [];
  for (const { path, after } of changes) {
    const before = files.has(path) ? decodeUtf8(await head.read(path)) : null;
    if (before !== after) news.push({ path, before, after });
  }
  return news;
}
