import type { Reads } from "#lib/platform/db/index.ts";
import { monthStart, usdOf } from "./money.ts";

export interface Spend {
  /** US dollars since the month began (UTC), of the calls whose price is known. */
  readonly usd: number;
  /** Calls that were, or may have been, paid for at a price that nobody here knows. */
  readonly unknownCalls: number;
}

const none: Spend = { usd: 0, unknownCalls: 0 };

/** What each key was used for this month, by its id. */
export async function spendByKey(
  db: Pick<Reads, "modelCall">,
  organizationId: string,
): Promise<(keyId: string) => Spend> {
  const where = {
    organizationId,
    modelKeyId: { not: null },
    askedAt: { gte: monthStart(new Date()) },
  };
  const sums = await db.modelCall.groupBy({
    by: ["modelKeyId"],
    where,
    _sum: { costMicroUsd: true },
  });
  const unknown = await db.modelCall.groupBy({
    by: ["modelKeyId"],
    where: {
      ...where,
      costMicroUsd: null,
      // A provider charges for what it has begun to say, also where nobody could read it.
      OR: [
        { state: { not: "failed" as const } },
        ...["cut", "malformed", "timed_out"].map((kind) => ({
          failure: { contains: `"kind":"${kind}"` },
        })),
      ],
    },
    _count: true,
  });
  const spends = new Map<string | null, Spend>();
  for (const { modelKeyId, _sum } of sums) {
    spends.set(modelKeyId, { ...none, usd: usdOf(_sum.costMicroUsd ?? 0n) });
  }
  for (const { modelKeyId, _count } of unknown) {
    spends.set(modelKeyId, { ...(spends.get(modelKeyId) ?? none), unknownCalls: _count });
  }
  return (keyId) => spends.get(keyId) ?? none;
}
