import { readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import {
  enqueueAttempt,
  type OutsideKind,
  type ProvenStatement,
} from "./ask-for-outside-proofs.ts";

/** Longer than a full queue holds an attempt up; one that is only late then finds itself replaced. */
const overdueMs = 30 * 60 * 1000;
const atOnce = 100;

/**
 * Asks once more for what no attempt is under way for: each one asks for the next as it ends, and one
 * whose worker died in a way that left it no end asked for none. One that fails is logged and does not
 * hold up the others.
 */
export async function askAgainOutside(organizationId: string): Promise<void> {
  const due = new Date(Date.now() - overdueMs);
  const rows = await readAs({ organizationId }, (db) =>
    db.outsideProof.findMany({
      where: { organizationId, state: { in: ["awaited", "refused"] }, dueAt: { lt: due } },
      orderBy: { dueAt: "asc" },
      take: atOnce,
    }),
  );
  for (const { fixId, statement, kind, attempts } of rows) {
    const actor = systemActor("worker", organizationId);
    try {
      await mutate(actor, "fix.prove_outside", { type: "fix", id: fixId }, async (tx, trail) => {
        const { count } = await tx.outsideProof.updateMany({
          where: { organizationId, fixId, statement, kind, attempts, dueAt: { lt: due } },
          data: { attempts: attempts + 1, dueAt: new Date() },
        });
        if (count === 0) return trail.unchanged();
        trail.underWay();
        const request = {
          fixId,
          statement: statement as ProvenStatement,
          kind: kind as OutsideKind,
        };
        await enqueueAttempt(tx, organizationId, request, attempts + 2);
      });
    } catch (error) {
      log.warn({ err: error, fixId }, "a proof could not be asked for; the sweep tries again");
    }
  }
}
