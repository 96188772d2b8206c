import { AppError, isAppError } from "#lib/base/index.ts";
import type { KeysDocument } from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { type Prisma, readAs } from "#lib/platform/db/index.ts";
import { etnaBranch, type Forge, type ReviewRef } from "#lib/platform/forge/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { keptProofs, publishedKeys } from "#lib/services/provenance/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { offerProofWorkflowName } from "./ask-to-offer-proof.ts";
import { outsideName, proofChanges, provenFix } from "./proof-changes.ts";

interface OfferInput {
  readonly [key: string]: string;
  readonly fixId: string;
}

const retried = { maxAttempts: 8, firstPauseMs: 1_000 };

/** What follows the statement of a merge, where the organization keeps the proof beside the code. */
export const offerProofWorkflow: Workflow<OfferInput> = {
  name: offerProofWorkflowName,
  async run(steps: Steps, { organizationId, fixId }) {
    await steps.step("offer", () => offerProof(organizationId, fixId), retried);
  },
  async abandon() {
    // Nothing to undo: what is still to be offered is offered by the sweep of reviews.
  },
};

const include = {
  fix: {
    include: {
      attestation: { include: { signingKey: { select: { spki: true } } } },
      mergeAttestation: { include: { signingKey: { select: { spki: true } } } },
      outsideProofs: keptProofs,
    },
  },
} satisfies Prisma.ProofReviewInclude;

type Offer = Prisma.ProofReviewGetPayload<{ include: typeof include }>;

/**
 * Commits the proof of a merged fix below `.etna/`, on a branch of its own at the target branch, and
 * opens its review. The approved branch is never touched: an approval binds one head. What the commit
 * is made of is kept first, so that, torn anywhere and begun again, it is the very same commit.
 */
export async function offerProof(organizationId: string, fixId: string): Promise<void> {
  const offer = await readOffer(organizationId, fixId);
  if (offer?.state !== "offering") return;
  try {
    const forge = await openForge(organizationId, offer.fix.repositoryId);
    const ready = await prepare(forge, offer);
    if (ready.headCommit === null) await commit(forge, ready);
    const review = await forge.openReview({ ...proofReviewOf(ready), ...wordsOf(fixId) });
    await advance(offer, { state: "open", reviewNumber: review.number, reviewUrl: review.url });
  } catch (error) {
    if (!isAppError(error) || ["unavailable", "rate_limited", "internal"].includes(error.code)) {
      throw error;
    }
    // A person has to make room for it, or has said no: asking again would change nothing.
    await advance(offer, { state: "refused", reason: error.message });
  }
}

/** Where the proof of a fix is reviewed. */
export function proofReviewOf(offer: {
  readonly fixId: string;
  readonly fix: { readonly targetBranch: string };
  readonly reviewNumber: number | null;
  readonly reviewUrl: string | null;
}): ReviewRef {
  const { fixId, fix, reviewNumber: number, reviewUrl: url } = offer;
  const branch = etnaBranch(`etna/proof-${fixId.toLowerCase().replace("_", "-")}`);
  return { branch, targetBranch: fix.targetBranch, number, url };
}

async function readOffer(organizationId: string, fixId: string): Promise<Offer | null> {
  return await readAs({ organizationId }, (db) =>
    db.proofReview.findFirst({ where: { fixId, organizationId }, include }),
  );
}

/** Fixes base, keys and what others say so far: all may move on between two attempts. */
async function prepare(forge: Forge, offer: Offer): Promise<Offer> {
  if (offer.baseCommit !== null) return offer;
  const { organizationId, fixId } = offer;
  const [{ defaultBranch, headCommit }, keys] = await Promise.all([
    forge.inspectRepository(),
    publishedKeys(organizationId),
  ]);
  if (defaultBranch !== offer.fix.targetBranch) {
    const words = `The fix was merged into ${offer.fix.targetBranch}, which is no longer the default branch.`;
    throw new AppError("precondition_failed", words);
  }
  await advance(offer, {
    baseCommit: headCommit,
    keys: keys as unknown as Prisma.InputJsonObject,
    outside: offer.fix.outsideProofs.map(outsideName),
  });
  return (await readOffer(organizationId, fixId)) ?? offer;
}

async function commit(forge: Forge, offer: Offer): Promise<void> {
  const { fix, fixId, keys, outside, baseCommit, createdAt } = offer;
  const proven = provenFix(fix, outside);
  if (proven === null || keys === null || baseCommit === null) {
    throw new AppError("internal", "The proof of a merge that is not stated was asked for.");
  }
  const { commit: headCommit } = await forge.commitToBranch({
    branch: proofReviewOf(offer).branch,
    baseCommit,
    changes: await proofChanges(fix, proven, keys as unknown as KeysDocument),
    message: `Keep the proof of ${fixId} beside its code\n`,
    unixSeconds: Math.floor(createdAt.getTime() / 1000),
  });
  await advance(offer, { headCommit });
}

async function advance(
  { organizationId, fixId }: Offer,
  data: Prisma.ProofReviewUpdateManyMutationInput,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "proof.offer", { type: "fix", id: fixId }, async (tx, trail) => {
    const { count } = await tx.proofReview.updateMany({
      where: { fixId, organizationId, state: "offering" },
      data,
    });
    if (count === 0) return trail.unchanged();
    if (data.state === undefined) return trail.underWay();
    trail.note({ state: String(data.state) });
  });
}

function wordsOf(fixId: string): { readonly title: string; readonly body: string } {
  const page = `${config().publicUrl}/verify/${fixId}`;
  return {
    title: "Keep the proof of a fix beside its code",
    body: [
      `This adds \`.etna/fixes/${fixId}/\` and changes nothing else. Its VERIFY.md says how anyone checks,`,
      "with cosign and git alone, who approved what and that it was merged so.\n",
      `The same is shown at ${page}. Your organization turned this on under Policies.`,
    ].join("\n"),
  };
}
