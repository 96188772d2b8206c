import { AppError, isAppError } from "#lib/base/index.ts";
import {
  type EtnaCheck,
  etnaBranch,
  type Forge,
  type OpenedReview,
  type Snapshot,
} from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { readShown } from "#lib/services/attempts/index.ts";
import {
  askCodeOwners,
  checkOf,
  closeOldReview,
  describeChange,
  digestOf,
  proposeFix,
  readSpeaker,
  wordsOf,
} from "#lib/services/fixes/index.ts";
import type { RunContext, StepOutcome } from "./advance-run.ts";
import { readProposal, readRunWithFinding } from "./read-run.ts";
import { forgeOfRun } from "./run-forge.ts";

export interface BranchValue {
  readonly branch: string;
  readonly headCommit: string;
  readonly headTree: string;
}

interface Place extends BranchValue {
  readonly commit: string;
  readonly defaultBranch: string;
  /** Made beforehand: check and review name its page before it is stored. */
  readonly fixId: string;
  readonly hasCi: boolean;
}

export interface Proposed {
  readonly fixId: string;
  readonly waitsForCi: boolean;
}

/**
 * Opens the review, as a draft where the customer's CI has a word first, and records the fix. Torn at
 * any point and begun again, it finds the review that it opened.
 */
export async function proposeChange(
  context: RunContext,
  at: Place,
): Promise<StepOutcome<Proposed>> {
  const { organizationId, runId } = context;
  const run = await readRunWithFinding(context);
  const { finding, findings, repository, checks } = run;
  const waitsForCi = at.hasCi;
  const detail = `${at.branch} → ${at.defaultBranch}, waiting for ${waitsForCi ? "your CI" : "a person"}`;
  const forge = await forgeOfRun(context, repository);
  if (run.fix !== null) {
    await endReplaced(context, run, run.fix.reviewUrl, forge);
    return { value: { fixId: run.fix.id, waitsForCi }, detail };
  }
  const described = await describeChange(await readProposal(context));
  const speaker = await readSpeaker(organizationId);
  const ciState = waitsForCi ? "waiting" : "none";
  const { fixId: id, commit: baseCommit } = at;
  const shown = await readShown(organizationId, runId);
  const said = { id, checks, findings, title: finding.fixTitle, model: shown?.model ?? null };
  const words = wordsOf(speaker, { ...described, ...said });
  const check = checkOf(speaker, { id, state: "proposed", ciState, decidedBy: null });
  const review = await forge.openReview({
    branch: etnaBranch(at.branch),
    targetBranch: at.defaultBranch,
    ...words,
    draft: waitsForCi,
    ...(check !== null && { check }),
  });
  await requireReviewable(forge, review, at);
  const saidCheck = await dress(forge, review, at.headCommit, check);
  const fix = await proposeFix({
    ...described,
    id,
    organizationId,
    repositoryId: repository.id,
    runId,
    findingIds: [finding.id, ...findings.slice(1).map(({ id: other }) => other)],
    title: finding.fixTitle,
    ruleId: finding.ruleId,
    review,
    baseCommit,
    headCommit: at.headCommit,
    headTree: at.headTree,
    checks,
    replacesFixId: run.replacesFixId,
    shown,
    draft: review.draft,
    ciState,
    said: {
      checkSaid: saidCheck ? digestOf(at.headCommit, check) : null,
      wordsSaid: digestOf(words),
    },
  });
  if (!review.draft) await askCodeOwners(forge, review, { baseCommit, patch: described.patch });
  await endReplaced(context, run, review.url, forge);
  return { value: { fixId: fix.id, waitsForCi }, detail };
}

/** The review of the fix that this run made anew is closed with a word on where it went. */
async function endReplaced(
  { organizationId }: RunContext,
  { replacesFixId }: { readonly replacesFixId: string | null },
  url: string | null,
  forge: Forge,
): Promise<void> {
  if (replacesFixId === null) return;
  const words = `It conflicts with what its target has become. Etna made the fix anew: ${url ?? "see the console"}.`;
  await closeOldReview(organizationId, replacesFixId, words, forge);
}

/** Label and check. Where the forge refuses one, the fix stands all the same; the check is said later. */
async function dress(
  { host }: Forge,
  review: OpenedReview,
  headCommit: string,
  check: EtnaCheck | null,
): Promise<boolean> {
  if (host === null) return false;
  await orLog(() => host.labelReview(review, ["etna"]));
  if (review.saidCheck || check === null) return review.saidCheck;
  return await orLog(() => host.setCheck(headCommit, check));
}

async function orLog(say: () => Promise<void>): Promise<boolean> {
  try {
    await say();
    return true;
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable" || error.code === "internal")
      throw error;
    log.warn({ err: error }, "the forge did not take all that was said of a review");
    return false;
  }
}

/** A target that was rewritten under the run has nothing that this patch is a change of. */
async function requireReviewable(forge: Forge, review: OpenedReview, at: Place): Promise<void> {
  const { at: seen } = review;
  // Its parent is the commit that the target stands at, so there is nothing between them.
  if (seen?.headCommit === at.headCommit && seen.targetCommit === at.commit) return;
  const state = await forge.inspectReview(review, at.headCommit);
  if (state.status === "merged") {
    throw new AppError("conflict", `${review.targetBranch} has this change already. Scan again.`);
  }
  if (state.status === "closed" || state.baseCommit !== at.commit) {
    throw new AppError(
      "conflict",
      `${review.targetBranch} was rewritten while the run was at work. Scan, then start again.`,
    );
  }
}

/** Whether the customer's CI will have a word: by its files, or because someone reports on the base. */
export async function hasCi(
  { host }: Forge,
  snapshot: Snapshot,
  reportsOnBase: boolean | null,
): Promise<boolean> {
  if (host === null) return false;
  const files = await snapshot.list();
  if (files.some(({ path }) => host.isCiFile(path))) return true;
  return reportsOnBase ?? (await host.readCi(snapshot.commit)).status !== "none";
}
