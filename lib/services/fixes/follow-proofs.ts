import { isAppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { offerProof, proofReviewOf } from "./offer-proof.ts";

const overdueMs = 5 * 60 * 1000;
const pauseMs = 60 * 60 * 1000;

/**
 * Looks at every review of a proof that is due, and offers what a workflow gave up: each hour, those
 * in a folder at each sweep. One that fails is logged and does not hold up the others.
 */
export async function followProofs(organizationId: string): Promise<void> {
  const now = Date.now();
  const due = { lt: new Date(now - pauseMs) };
  const rows = await readAs({ organizationId }, (db) =>
    db.proofReview.findMany({
      where: {
        organizationId,
        fix: { repository: { removedAt: null, state: { not: "unreachable" } } },
        OR: [
          { state: "open", fix: { repository: { connection: { kind: "local" } } } },
          { state: "open", OR: [{ lookedAt: null }, { lookedAt: due }] },
          {
            state: "offering",
            createdAt: { lt: new Date(now - overdueMs) },
            OR: [{ lookedAt: null }, { lookedAt: due }],
          },
        ],
      },
      include: { fix: { include: { repository: { include: { connection: true } } } } },
    }),
  );
  for (const row of rows) {
    const { fixId, state } = row;
    try {
      if (state === "offering" || row.fix.repository.connection.kind !== "local") {
        await record(row, { lookedAt: new Date() });
      }
      if (state === "offering") await offerProof(organizationId, fixId);
      else await followProof(row);
    } catch (error) {
      log.warn({ err: error, fixId }, "a proof could not be followed; the sweep tries again");
    }
  }
}

type OpenProof = Parameters<typeof proofReviewOf>[0] & {
  readonly organizationId: string;
  readonly headCommit: string | null;
  readonly fix: { readonly repositoryId: string };
};

/** Takes over that it was merged or closed. Its branch goes, but for what others have put there. */
async function followProof(row: OpenProof): Promise<void> {
  const { organizationId, fix, headCommit } = row;
  if (headCommit === null) return;
  const forge = await openForge(organizationId, fix.repositoryId);
  const { status } = await forge.inspectReview(proofReviewOf(row), headCommit);
  if (status === "open") return;
  await record(row, { state: status });
  try {
    await forge.closeReview(proofReviewOf(row), headCommit);
  } catch (error) {
    if (!isAppError(error, "conflict")) throw error;
    log.info({ fixId: row.fixId }, "the branch of a proof was changed, and stays");
  }
}

async function record(
  { organizationId, fixId }: Pick<OpenProof, "organizationId" | "fixId">,
  data: { readonly lookedAt: Date } | { readonly state: "merged" | "closed" },
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "proof.follow", { type: "fix", id: fixId }, async (tx, trail) => {
    await tx.proofReview.updateMany({ where: { fixId, organizationId }, data });
    if ("state" in data) trail.note({ state: data.state });
    else trail.underWay();
  });
}
