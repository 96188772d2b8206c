import { readAs } from "#lib/platform/db/index.ts";
import { usdOf } from "./money.ts";
import { spendByKey } from "./spend.ts";

/** US dollars that a key's budget leaves of this month, below zero where calls were under way; null where nothing bounds it. */
export async function budgetLeftUsd(organizationId: string, keyId: string): Promise<number | null> {
  return await readAs({ organizationId }, async (db) => {
    const key = await db.modelKey.findFirst({ where: { id: keyId, organizationId } });
    // Who still holds a key that was deleted may spend nothing more with it.
    if (key === null) return 0;
    if (key.monthlyBudgetMicroUsd === null) return null;
    const spendOf = await spendByKey(db, organizationId);
    return leftOf(key.monthlyBudgetMicroUsd, spendOf(keyId).usd);
  });
}

export function leftOf(budgetMicroUsd: bigint | null, spentUsd: number): number | null {
  return budgetMicroUsd === null ? null : usdOf(budgetMicroUsd) - spentUsd;
}
