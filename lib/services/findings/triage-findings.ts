import { AppError } from "#lib/base/index.ts";
import type { Finding, Prisma, Tx } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { lockOrganization, readDueDays } from "#lib/services/organizations/index.ts";
import { inChunks } from "./chunks.ts";
import { type FindingMatch, matchWhere } from "./find-findings.ts";
import { type Decided, isSame, stateOf, type TriageDecision } from "./triage-finding.ts";

/** How many are decided about at once. */
export const maxTriaged = 500;

/** Those with these ids, or all that match: the gravest and oldest `maxTriaged` of them. */
export type Chosen =
  | { readonly findingIds: readonly string[] }
  | { readonly matching: FindingMatch };

export interface Triaged {
  /** How many stand otherwise than before. */
  readonly changed: number;
  /** How many stood like that already. */
  readonly unchanged: number;
  /** How many are gone from the code, so that there is nothing to decide. */
  readonly fixed: number;
  /** How many more match, and were left. */
  readonly left: number;
}

type Row = Pick<Finding, "id"> & Decided;

/**
 * The same decision about many findings, all or none, as `triageFinding` makes it about one. One event
 * lists each finding that changed, by how it stood before. Throws `not_found` where one of the ids is
 * nobody's here, and `too_large` beyond `maxTriaged` of them.
 */
export async function triageFindings(
  actor: Actor,
  organizationId: string,
  chosen: Chosen,
  decision: TriageDecision,
): Promise<Triaged> {
  const target = { type: "organization", id: organizationId };
  return await mutate(actor, "finding.triage", target, async (tx, trail) => {
    // Two that decide at once do so one after the other.
    await lockOrganization(tx, organizationId);
    const next = stateOf(decision);
    const { rows, left } = await choose(tx, organizationId, chosen, next.state);
    const live = rows.filter(({ state }) => state !== "fixed");
    const others = live.filter((row) => !isSame(row, next));
    const from: Record<string, string[]> = {};
    for (const [state, alike] of Map.groupBy(others, (row) => row.state)) {
      const ids = alike.map(({ id }) => id);
      await decide(tx, ids, state, next);
      // "fromOpen", "fromSnoozed": how each stood before.
      from[`from${state.charAt(0).toUpperCase()}${state.slice(1)}`] = ids;
    }
    if (others.length === 0) trail.unchanged();
    else trail.note({ ...decision, ...from });
    return {
      changed: others.length,
      unchanged: live.length - others.length,
      fixed: rows.length - live.length,
      left,
    };
  });
}

const fields = { id: true, state: true, stateReason: true, snoozedUntil: true } as const;

async function choose(
  tx: Tx,
  organizationId: string,
  chosen: Chosen,
  nextState: Decided["state"],
): Promise<{ readonly rows: readonly Row[]; readonly left: number }> {
  if ("findingIds" in chosen) {
    const ids = [...new Set(chosen.findingIds)];
    if (ids.length > maxTriaged) {
      throw new AppError("too_large", `Decide about at most ${maxTriaged} findings at once.`);
    }
    const where = { id: { in: ids }, organizationId };
    const rows = await tx.finding.findMany({ where, select: fields });
    if (rows.length < ids.length) throw new AppError("not_found", "There is no such finding.");
    return { rows, left: 0 };
  }
  const days = await readDueDays(tx, organizationId);
  const matching = matchWhere(organizationId, chosen.matching, days, new Date());
  // In any state: those that stand so already would keep the others out, however often one repeats it.
  const news: Prisma.FindingWhereInput =
    chosen.matching.state === "all" ? { state: { notIn: ["fixed", nextState] } } : {};
  const where = { AND: [matching, news] };
  const rows = await tx.finding.findMany({
    where,
    select: fields,
    orderBy: [{ severity: "asc" }, { firstSeenAt: "asc" }, { id: "asc" }],
    take: maxTriaged,
  });
  const all = rows.length < maxTriaged ? rows.length : await tx.finding.count({ where });
  return { rows, left: all - rows.length };
}

/** A finding that a scan or a person has moved since it was read is not overwritten unseen. */
async function decide(
  tx: Tx,
  ids: readonly string[],
  state: Decided["state"],
  next: Prisma.FindingUpdateManyMutationInput,
): Promise<void> {
  await inChunks(ids, async (chunk) => {
    const where = { id: { in: chunk }, state };
    const { count } = await tx.finding.updateMany({ where, data: next });
    if (count === chunk.length) return;
    throw new AppError("conflict", "Some of these have changed this moment. Nothing was decided.");
  });
}
