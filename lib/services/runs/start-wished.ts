import { isAppError, newId } from "#lib/base/index.ts";
import { listOrganizationIds, type Prisma, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { readAdmission, requireRepository } from "./admit-run.ts";
import { createRun, type StartedRun } from "./create-run.ts";
import { mayStillAsk } from "./may-still-ask.ts";
import { nextBranch } from "./name-branch.ts";
import { fixableWhere, isManifestBusy, wishOrder } from "./wishes.ts";

/** At most so many begin at one look; the next one follows soon. */
const maxStarted = 100;

type Wish = Prisma.FixWishGetPayload<Record<never, never>>;

export interface StartedWish extends StartedRun {
  readonly ruleId: string;
}

/** Starts what waits in every organization, as far as there is room. */
export async function startWished(): Promise<void> {
  for (const organizationId of await listOrganizationIds()) {
    try {
      await startWishedOf(organizationId);
    } catch (error) {
      if (!isAppError(error) || error.code === "internal") throw error;
      log.warn({ err: error, organizationId }, "fixes could not be started; the next sweep tries");
    }
  }
}

/** Starts what waits and has room, the gravest and oldest first, and forgets what nobody needs any more. */
export async function startWishedOf(organizationId: string): Promise<readonly StartedWish[]> {
  const { wishes, wanted } = await readWishes(organizationId);
  if (wishes.length === 0) return [];
  const settled = wishes.filter(({ findingId }) => !wanted.has(findingId));
  await drop(organizationId, settled, "Somebody decided about it, or works on it.");
  const rooms = new Map<string, number>();
  const started: StartedWish[] = [];
  for (const wish of wishes.filter(({ findingId }) => wanted.has(findingId))) {
    const { repositoryId } = wish;
    const room = rooms.get(repositoryId) ?? (await roomIn(organizationId, repositoryId));
    rooms.set(repositoryId, room);
    if (room <= 0) continue;
    if (!(await mayStillAsk(organizationId, wish))) {
      await drop(organizationId, [wish], "Whoever asked for it may no longer.");
      continue;
    }
    const run = await start(organizationId, wish);
    if (run === null) continue;
    rooms.set(repositoryId, room - 1);
    started.push({ id: run.id, number: run.number, ruleId: wish.ruleId });
    if (started.length >= maxStarted) break;
  }
  return started;
}

async function readWishes(organizationId: string) {
  return await readAs({ organizationId }, async (db) => {
    const order = wishOrder.map((finding) => ({ finding }));
    const wishes = await db.fixWish.findMany({ where: { organizationId }, orderBy: order });
    const findings = await db.finding.findMany({
      where: { organizationId, wish: { isNot: null }, ...fixableWhere(new Date()) },
      select: { id: true },
    });
    return { wishes, wanted: new Set(findings.map(({ id }) => id)) };
  });
}

async function roomIn(organizationId: string, repositoryId: string): Promise<number> {
  const { refusal, budget, taken } = await readAs({ organizationId }, (db) =>
    readAdmission(db, organizationId, repositoryId),
  );
  return refusal === null ? budget.limit - taken : 0;
}

/** Null where another has it, where the room is gone, or where a run of the same manifest is at work. */
async function start(organizationId: string, wish: Wish): Promise<StartedRun | null> {
  const { findingId, repositoryId, askedById, tokenId } = wish;
  const id = newId("run");
  const actor = systemActor("worker", organizationId);
  return await mutate(actor, "run.start", { type: "run", id }, async (tx, trail) => {
    await requireRepository(tx, organizationId, repositoryId);
    const finding = await tx.finding.findFirst({
      where: { id: findingId, wish: { isNot: null }, ...fixableWhere(new Date()) },
    });
    const { refusal, budget, taken, waitsUntil } = await readAdmission(
      tx,
      organizationId,
      repositoryId,
    );
    const isFull = refusal !== null || taken >= budget.limit;
    if (finding === null || isFull || (await isManifestBusy(tx, finding))) {
      trail.unchanged();
      return null;
    }
    const branch = await nextBranch(tx, finding);
    trail.note({ kind: "fix", findingId, fixer: "rule", askedBy: askedById ?? tokenId });
    return await createRun(tx, actor, {
      ...{ id, organizationId, repositoryId, findingId, branch, waitsUntil },
      kind: "fix",
      fixer: "rule",
      startedById: askedById,
    });
  });
}

async function drop(organizationId: string, wishes: readonly Wish[], why: string): Promise<void> {
  if (wishes.length === 0) return;
  const actor = systemActor("worker", organizationId);
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "fix.drop_wish", target, async (tx, trail) => {
    const ids = wishes.map(({ findingId }) => findingId);
    const { count } = await tx.fixWish.deleteMany({ where: { findingId: { in: ids } } });
    if (count === 0) return trail.unchanged();
    trail.note({ why, findings: ids });
  });
}
