import { AppError } from "#lib/base/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { microUsd } from "./money.ts";
import { isPriced, ownPrice } from "./price.ts";
import { providerOfRow } from "./providers.ts";
import { noSuchKey } from "./read-key.ts";

/**
 * Sets what a key may cost a calendar month, or takes the bound away. Throws `precondition_failed` where
 * a model that is chosen with it has no price to count by.
 */
export async function setModelBudget(
  actor: UserActor,
  organizationId: string,
  keyId: string,
  budgetUsd: number | null,
): Promise<void> {
  const target = { type: "model_key", id: keyId };
  await mutate(actor, "model_key.update", target, async (tx, trail) => {
    // A choice that is made at the same time sees the budget, or is seen here.
    await lockOrganization(tx, organizationId);
    const where = { id: keyId, organizationId };
    const row = await tx.modelKey.findFirst({ where, include: { choices: true } });
    if (row === null) throw noSuchKey();
    const provider = providerOfRow(row.provider);
    const unpriced = row.choices.find(
      (choice) => !isPriced(provider, choice.model, ownPrice(choice)),
    );
    if (budgetUsd !== null && unpriced !== undefined) {
      throw new AppError(
        "precondition_failed",
        `The price of ${unpriced.model} is not known, so no budget can hold. Say its price under "Which model does what" first.`,
      );
    }
    const monthlyBudgetMicroUsd = microUsd(budgetUsd);
    if (row.monthlyBudgetMicroUsd === monthlyBudgetMicroUsd) return trail.unchanged();
    await tx.modelKey.updateMany({ where, data: { monthlyBudgetMicroUsd } });
    trail.note({ name: row.name, monthlyBudgetUsd: budgetUsd });
  });
}
