import { isAppError } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { readAs, type Tx } from "#lib/platform/db/index.ts";
import type { Forge, ReviewState } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { settleFindingsOf } from "#lib/services/findings/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { approveOnForge } from "./approve-on-forge.ts";
import { askToStateMerge } from "./ask-to-state-merge.ts";
import { describeChange } from "./describe-change.ts";
import { followCi } from "./follow-ci.ts";
import { reviewOf } from "./review-of.ts";
import { sayOnForge } from "./say-on-forge.ts";
import { validateChange } from "./validate-change.ts";

/**
 * Looks at the review on its forge and takes over what happened there: a new commit voids the
 * approval and is validated anew, a merge is noticed, a deleted branch closes the fix.
 */
export async function followReview(organizationId: string, fixId: string): Promise<void> {
  const fix = await readFix(organizationId, fixId);
  if (fix === null || !["proposed", "approved", "signed"].includes(fix.state)) return;
  const forge = await openForge(organizationId, fix.repositoryId);
  const review = await forge.inspectReview(reviewOf(fix), fix.headCommit);
  switch (review.status) {
    case "merged":
      return await noticeMerge(fix, forge, review);
    case "closed":
      return await noticeClose(fix, forge);
    case "open":
      // What is signed is signed: a later head has to come to be merged to matter.
      if (fix.state !== "signed" && review.headCommit !== fix.headCommit) {
        await followHead(fix, forge, review);
      } else if (fix.state === "proposed") {
        await approveOnForge(fix, forge, reviewOf(fix), review);
      }
      if (forge.host === null) return;
      await noticeConflict(fix, review);
      await followCi(organizationId, fixId, forge);
      await sayOnForge(organizationId, fixId, forge);
  }
}

type StoredFix = NonNullable<Awaited<ReturnType<typeof readFix>>>;
type Review<Status extends ReviewState["status"]> = Extract<ReviewState, { status: Status }>;

async function readFix(organizationId: string, fixId: string) {
  return await readAs({ organizationId }, (db) =>
    db.fix.findFirst({
      where: { id: fixId, organizationId },
      include: { findings: { include: { finding: true }, orderBy: { position: "asc" } } },
    }),
  );
}

async function followHead(fix: StoredFix, forge: Forge, review: Review<"open">): Promise<void> {
  const { headCommit, headTree, baseCommit } = review;
  const { described, checks } = await readHead(fix, forge, review).catch(async (error: unknown) => {
    // What Etna cannot show, nobody has approved.
    await voidApprovals(fix, headCommit);
    throw error;
  });
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.follow_head", { type: "fix", id: fix.id }, async (tx, trail) => {
    const { count } = await tx.fix.updateMany({
      where: { id: fix.id, headCommit: fix.headCommit, state: { in: ["proposed", "approved"] } },
      data: {
        state: "proposed",
        headSince: new Date(),
        headCommit,
        headTree,
        baseCommit,
        ...described,
        ...(fix.ciState !== "none" && { ciState: "waiting" as const }),
        checks: checks.map((check) => ({ ...check })),
      },
    });
    if (count === 0) return trail.unchanged();
    const voided = await voidApprovalsOf(tx, fix.id, `A new commit came: ${headCommit}`);
    trail.note({ from: fix.headCommit, to: headCommit, voidedApprovals: voided });
  });
}

async function readHead(fix: StoredFix, forge: Forge, { headCommit, baseCommit }: Review<"open">) {
  const changes = await forge.compare(baseCommit, headCommit);
  const described = await describeChange(changes);
  const base = await forge.snapshot(baseCommit);
  const checks: readonly ValidationCheck[] = await validateChange(
    base,
    changes,
    fix.findings.map(({ finding }) => finding),
    forge.host === null ? "local" : fix.ciState === "none" ? "none" : "waiting",
  );
  return { described, checks };
}

/** What the forge does not say leaves things as they are. */
async function noticeConflict(fix: StoredFix, { mergeable }: Review<"open">): Promise<void> {
  if (mergeable === null || mergeable === (fix.conflictedAt === null)) return;
  const conflictedAt = mergeable ? null : new Date();
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.notice_conflict", { type: "fix", id: fix.id }, async (tx, trail) => {
    await tx.fix.updateMany({ where: { id: fix.id }, data: { conflictedAt } });
    trail.note({ mergeable });
  });
}

async function voidApprovals(fix: StoredFix, headCommit: string): Promise<void> {
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.follow_head", { type: "fix", id: fix.id }, async (tx, trail) => {
    const { count } = await tx.fix.updateMany({
      where: { id: fix.id, state: "approved" },
      data: { state: "proposed" },
    });
    if (count === 0) return trail.unchanged();
    const voided = await voidApprovalsOf(tx, fix.id, `A new commit came: ${headCommit}`);
    trail.note({ from: fix.headCommit, to: headCommit, voidedApprovals: voided });
  });
}

async function voidApprovalsOf(tx: Tx, fixId: string, voidReason: string): Promise<number> {
  const { count } = await tx.approval.updateMany({
    where: { fixId, voidedAt: null },
    data: { voidedAt: new Date(), voidReason },
  });
  return count;
}

async function noticeMerge(fix: StoredFix, forge: Forge, review: Review<"merged">): Promise<void> {
  const actor = systemActor("worker", fix.organizationId);
  // An approved fix that is not signed yet is signed first; the next look notices the merge.
  if (fix.state === "approved") return;
  await mutate(actor, "fix.notice_merge", { type: "fix", id: fix.id }, async (tx, trail) => {
    const mergedAt = new Date();
    const { count } = await tx.fix.updateMany({
      where: { id: fix.id, state: { in: ["proposed", "signed"] } },
      data: {
        state: "merged",
        mergedAt,
        mergedCommit: review.mergedCommit,
        mergedTree: review.mergedTree,
        mergedHead: review.headCommit,
      },
    });
    if (count === 0) return trail.unchanged();
    await settleFindingsOf(tx, fix.id, mergedAt);
    await askToStateMerge(tx, fix);
    trail.note({
      commit: review.mergedCommit,
      tree: review.mergedTree,
      signed: fix.state === "signed",
    });
  });
  await forge.closeReview(reviewOf(fix), review.headCommit);
}

async function noticeClose(fix: StoredFix, forge: Forge): Promise<void> {
  // A signed fix stays signed whatever becomes of its branch.
  if (fix.state === "signed") return;
  if (forge.host !== null) await leaveOrDelete(fix, forge);
  const closedReason = "It was closed on the forge, or its branch deleted there.";
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.notice_close", { type: "fix", id: fix.id }, async (tx, trail) => {
    const { count } = await tx.fix.updateMany({
      where: { id: fix.id, state: { in: ["proposed", "approved"] } },
      data: { state: "closed", ...(forge.host !== null && { closedReason }) },
    });
    if (count === 0) return trail.unchanged();
    await voidApprovalsOf(tx, fix.id, "The review was closed before the signature.");
    trail.note({ branch: fix.branch });
  });
}

/** The branch of a closed review goes, but for what others have put there. */
async function leaveOrDelete(fix: StoredFix, forge: Forge): Promise<void> {
  if (fix.madeCommit === null) return;
  try {
    await forge.closeReview(reviewOf(fix), fix.madeCommit);
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable" || error.code === "internal")
      throw error;
    log.info({ fixId: fix.id, code: error.code }, "the branch of a closed review stays");
  }
}
