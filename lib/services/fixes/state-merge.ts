import { createHash } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import { isoSeconds, readBundle, readStatement } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import {
  askForOutsideProofs,
  mutateLogged,
  openSigningKey,
  signMergedFix,
} from "#lib/services/provenance/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { askToOfferProof } from "./ask-to-offer-proof.ts";
import { stateMergeWorkflowName } from "./ask-to-state-merge.ts";
import { type MergeFacts, readMerge } from "./read-merge.ts";

interface StateMergeInput {
  readonly [key: string]: string;
  readonly fixId: string;
}

/** A forge may be away for a while, or late to say where its branches stand. */
const retried = { maxAttempts: 8, firstPauseMs: 1_000 };

/** What follows a merge of a signed fix: what git says of it, then the statement, durably. */
export const stateMergeWorkflow: Workflow<StateMergeInput> = {
  name: stateMergeWorkflowName,
  async run(steps: Steps, { organizationId, fixId }) {
    const read = () => readFacts(organizationId, fixId);
    const facts = await steps.step("read", read, retried);
    if (facts === null) return;
    await steps.step("state", () => signStatement(organizationId, fixId, facts), retried);
  },
  async abandon() {
    // Nothing to undo: the fix stays merged, and the sweep of reviews asks for its statement again.
  },
};

/** States a merge, once. For what a workflow gave up. */
export async function stateMerge(organizationId: string, fixId: string): Promise<void> {
  const facts = await readFacts(organizationId, fixId);
  if (facts !== null) await signStatement(organizationId, fixId, facts);
}

/** A type alias, because a step's recorded result is JSON. */
type StatedMerge = { readonly [Key in keyof MergeFacts]: MergeFacts[Key] };

async function readFacts(organizationId: string, fixId: string): Promise<StatedMerge | null> {
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({
      where: { id: fixId, organizationId, state: "merged", mergeAttestation: null },
      include: { attestation: true },
    }),
  );
  if (fix === null || fix.attestation === null || fix.mergedCommit === null) return null;
  const { statement } = approvedOf(fix.attestation.bundle);
  const { bound } = statement.predicate.approval;
  const { fromRevision, patchId } = statement.predicate.change;
  if (bound.patch !== `sha256:${sha256(fix.patch)}`) {
    throw new AppError("conflict", "The stored patch is not the one that was approved.");
  }
  const { gitCommit, gitTree } = bound;
  const approved = { gitCommit, gitTree, fromRevision, patchId, patch: fix.patch };
  const forge = await openForge(organizationId, fix.repositoryId);
  return await readMerge(forge, approved, fix.mergedCommit, fix.targetBranch);
}

async function signStatement(
  organizationId: string,
  fixId: string,
  facts: StatedMerge,
): Promise<void> {
  const key = await openSigningKey(organizationId);
  const actor = systemActor("worker", organizationId);
  const target = { type: "fix", id: fixId };
  await mutateLogged(actor, "fix.state_merge", target, async (tx, trail, append) => {
    // Written as it is, so that the row is locked: of two who state one merge, one comes second.
    const { count } = await tx.fix.updateMany({
      where: { id: fixId, organizationId, state: "merged", mergedCommit: facts.gitCommit },
      data: { mergedCommit: facts.gitCommit },
    });
    const stated = await tx.mergeAttestation.count({ where: { fixId } });
    if (count === 0 || stated > 0) return trail.unchanged();
    const fix = await tx.fix.findUniqueOrThrow({
      where: { id: fixId },
      include: { attestation: true },
    });
    const organization = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    if (fix.attestation === null || fix.mergedAt === null) return trail.unchanged();
    const { statement, payload } = approvedOf(fix.attestation.bundle);
    const wasPublic = Object.keys(fix.attestation.openings as object).length === 0;
    // What the approval keeps to itself, the merge does not tell.
    const namesPublic = wasPublic && organization.namesOnPublicPages;
    const signed = await signMergedFix(
      tx,
      append,
      key,
      {
        ...facts,
        fixId,
        approved: { statement: `sha256:${sha256(payload)}`, ...statement.predicate.approval.bound },
        targetRef: `refs/heads/${fix.targetBranch}`,
        at: isoSeconds(fix.mergedAt),
      },
      namesPublic,
    );
    const { method, relation } = facts;
    await tx.mergeAttestation.create({
      data: {
        fixId,
        organizationId,
        signingKeyId: key.id,
        bundle: signed.bundle,
        openings: signed.openings,
        method,
        relation,
        logIndex: BigInt(signed.logIndex),
        signedAt: new Date(),
      },
    });
    const request = { fixId, statement: "merged" } as const;
    await askForOutsideProofs(tx, organizationId, request, namesPublic);
    await askToOfferProof(tx, fix);
    trail.note({ logIndex: signed.logIndex, commit: facts.gitCommit, method, relation });
  });
}

/** The signed bytes themselves are what the merge names. */
function approvedOf(json: unknown) {
  const read = readBundle(json);
  const stated = read.ok ? readStatement(read.bundle.payload) : read;
  if (!read.ok || !stated.ok) throw new AppError("internal", "A stored bundle cannot be read.");
  return { statement: stated.statement, payload: read.bundle.payload };
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
