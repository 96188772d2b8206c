import { isAppError } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { type Fix, readAs } from "#lib/platform/db/index.ts";
import type { CiReport, Forge } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { askCodeOwners } from "./ask-code-owners.ts";
import { askToRepair } from "./ask-to-repair.ts";
import {
  asksPerson,
  type CiState,
  ciAfter,
  ciPatienceMs,
  ciUnreported,
  isOnCard,
  withCi,
} from "./customer-ci.ts";
import { reviewOf } from "./review-of.ts";

/**
 * Takes over what the customer's CI says of the head, and takes the draft out of draft once a person
 * may be asked. A forge that refuses is asked again by the next look.
 */
export async function followCi(organizationId: string, fixId: string, forge: Forge): Promise<void> {
  if (forge.host === null) return;
  try {
    const fix = await read(organizationId, fixId);
    if (fix?.state === "proposed" && fix.ciState !== "none") await readReport(fix, forge);
    const now = await read(organizationId, fixId);
    if (now !== null) await settleDraft(now, forge);
  } catch (error) {
    if (!isAppError(error) || error.code === "internal") throw error;
    log.warn({ err: error, fixId }, "the CI of a fix could not be followed");
  }
}

async function read(organizationId: string, fixId: string): Promise<Fix | null> {
  return await readAs({ organizationId }, (db) =>
    db.fix.findFirst({ where: { id: fixId, organizationId } }),
  );
}

async function readReport(fix: Fix, { host }: Forge): Promise<void> {
  if (host === null) return;
  const head = await host.readCi(fix.headCommit);
  if (head.status === "none" || head.status === "running") {
    const isOverdue = Date.now() - fix.headSince.getTime() > ciPatienceMs;
    if (fix.ciState === "waiting" && isOverdue) await record(fix, "unreported", ciUnreported());
    return;
  }
  if (isOnCard(fix.checks as unknown as readonly ValidationCheck[], head)) return;
  const base = await host.readCi(fix.baseCommit);
  await record(fix, stateOf(head, base), ciAfter(head, base));
}

function stateOf(head: CiReport, base: CiReport): CiState {
  if (head.status === "passed") return "passed";
  return base.status === "failed" ? "failed_before" : "failed";
}

async function record(fix: Fix, ciState: CiState, entry: ValidationCheck): Promise<void> {
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.follow_ci", { type: "fix", id: fix.id }, async (tx, trail) => {
    // The card of another head, or one that somebody has decided on, is left as it is.
    const where = { id: fix.id, headCommit: fix.headCommit, state: "proposed" } as const;
    const now = await tx.fix.findFirst({ where });
    const checks = withCi((now?.checks ?? []) as unknown as readonly ValidationCheck[], entry);
    const isSame =
      now?.ciState === ciState && JSON.stringify(checks) === JSON.stringify(now.checks);
    if (now === null || isSame) return trail.unchanged();
    const data = { ciState, checks: checks.map((check) => ({ ...check })) };
    const { count } = await tx.fix.updateMany({ where, data });
    if (count === 0) return trail.unchanged();
    if (ciState === "failed") await askToRepair(tx, now);
    trail.note({ headCommit: fix.headCommit, ciState, summary: entry.summary });
  });
}

/** A decision, too, ends the draft: what is approved is there to be merged. */
async function settleDraft(fix: Fix, forge: Forge): Promise<void> {
  const isDecided = fix.state === "approved" || fix.state === "signed";
  const isDue = isDecided || (fix.state === "proposed" && asksPerson(fix.ciState));
  if (!fix.draft || !isDue || forge.host === null) return;
  await forge.host.readyReview(reviewOf(fix));
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.follow_ci", { type: "fix", id: fix.id }, async (tx, trail) => {
    const where = { id: fix.id, draft: true };
    const { count } = await tx.fix.updateMany({ where, data: { draft: false } });
    if (count === 0) return trail.unchanged();
    trail.note({ ready: true });
  });
  await askCodeOwners(forge, reviewOf(fix), fix);
}
