import { AppError, newId } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import type { ReviewRef } from "#lib/platform/forge/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import type { CiState } from "./customer-ci.ts";
import type { DescribedChange } from "./describe-change.ts";
import { closeReplaced } from "./replace-fix.ts";

export interface Proposal extends DescribedChange {
  /** Made by the run beforehand, because the review names its page. */
  readonly id?: string;
  readonly organizationId: string;
  readonly repositoryId: string;
  /** All that the change removes, the one that it was asked for first. */
  readonly findingIds: readonly [string, ...string[]];
  readonly runId: string;
  readonly title: string;
  readonly ruleId: string;
  readonly review: ReviewRef;
  readonly baseCommit: string;
  readonly headCommit: string;
  readonly headTree: string;
  readonly checks: readonly ValidationCheck[];
  /** The fix that this one takes the place of. */
  readonly replacesFixId?: string | null;
  /** The model that made it, and the digest of what models were shown; null where a rule did. */
  readonly shown?: { readonly model: string; readonly ledgerSha256: string } | null;
  readonly draft?: boolean;
  readonly ciState?: CiState;
  /** What was said on the forge while it was opened, as `sayOnForge` remembers it. */
  readonly said?: { readonly checkSaid: string | null; readonly wordsSaid: string | null };
}

/** Records the review that a run opened. A run proposes one fix: the second call finds the first. */
export async function proposeFix(proposal: Proposal): Promise<{ readonly id: string }> {
  const { organizationId, runId, review } = proposal;
  const id = proposal.id ?? newId("fix");
  const actor = systemActor("worker", organizationId);
  return await mutate(actor, "fix.propose", { type: "fix", id }, async (tx, trail) => {
    const earlier = await tx.fix.findUnique({ where: { runId }, select: { id: true } });
    if (earlier !== null) {
      trail.unchanged();
      return earlier;
    }
    // Locks the run: a cancel that came first is heeded, one that comes now finds the fix.
    const { count } = await tx.run.updateMany({
      where: { id: runId, cancelRequestedAt: null },
      data: { id: runId },
    });
    if (count === 0) throw new AppError("conflict", "The run was canceled.");
    const { replacesFixId = null } = proposal;
    if (replacesFixId !== null && !(await closeReplaced(tx, replacesFixId, review.branch))) {
      throw new AppError("conflict", "The fix that was to be made anew was decided on meanwhile.");
    }
    const open = await tx.fix.findFirst({
      where: {
        findings: { some: { findingId: { in: [...proposal.findingIds] } } },
        state: { in: ["proposed", "approved", "signed"] },
      },
    });
    if (open !== null) {
      throw new AppError(
        "conflict",
        "Another fix of this finding, or of one that goes with it, is open. Decide on that one first.",
      );
    }
    trail.note({ runId, headCommit: proposal.headCommit, patchSha256: proposal.patchSha256 });
    return await tx.fix.create({
      data: {
        id,
        organizationId,
        repositoryId: proposal.repositoryId,
        findingId: proposal.findingIds[0],
        findings: {
          create: proposal.findingIds.map((findingId, position) => ({
            findingId,
            position,
            organizationId,
          })),
        },
        runId,
        title: proposal.title,
        ruleId: proposal.ruleId,
        branch: review.branch,
        targetBranch: review.targetBranch,
        reviewNumber: review.number,
        reviewUrl: review.url,
        baseCommit: proposal.baseCommit,
        headCommit: proposal.headCommit,
        headTree: proposal.headTree,
        madeCommit: proposal.headCommit,
        ...proposal.shown,
        draft: proposal.draft ?? false,
        ciState: proposal.ciState ?? "none",
        ...proposal.said,
        patch: proposal.patch,
        patchSha256: proposal.patchSha256,
        patchId: proposal.patchId,
        checks: proposal.checks.map((check) => ({ ...check })),
      },
      select: { id: true },
    });
  });
}
