import { AppError } from "#lib/base/index.ts";
import type { Model } from "#lib/engines/agent/index.ts";
import { type ModelKey, readAs } from "#lib/platform/db/index.ts";
import { openModel, type Provider } from "#lib/platform/models/index.ts";
import { leftOf } from "./budget-left.ts";
import { monthStart, usdText } from "./money.ts";
import { isPriced, ownPrice, pricedBy } from "./price.ts";
import { providerOfRow } from "./providers.ts";
import { openKey } from "./secrets.ts";
import { spendByKey } from "./spend.ts";

type Purpose = "fix" | "second_check" | "judge";

export interface ChosenModel {
  readonly keyId: string;
  /** As platform/models names it. */
  readonly provider: Provider;
  /** Priced by what the organization says it pays, where it says so. It holds the key: keep it nowhere. */
  readonly model: Model;
  /** US dollars that this month's budget leaves; null where nothing bounds it. */
  readonly budgetLeftUsd: number | null;
}

const purposeWords: Readonly<Record<Purpose, string>> = {
  fix: "fixes",
  second_check: "the second check",
  judge: "judging",
};

/**
 * The model that is chosen for a purpose. Throws `precondition_failed`, with what to do, where none is
 * chosen, its key does not work, or the month's budget is spent.
 */
export async function openChosenModel(
  organizationId: string,
  purpose: Purpose,
): Promise<ChosenModel> {
  const { choice, spend } = await readAs({ organizationId }, async (db) => {
    const where = { organizationId_purpose: { organizationId, purpose } };
    const found = await db.modelChoice.findUnique({ where, include: { key: true } });
    const spendOf = await spendByKey(db, organizationId);
    return { choice: found, spend: spendOf(found?.modelKeyId ?? "") };
  });
  if (choice === null) {
    throw stopped(`No model is chosen for ${purposeWords[purpose]}. Choose one`);
  }
  const { key, model: name } = choice;
  requireWorking(key);
  const provider = providerOfRow(key.provider);
  const own = ownPrice(choice);
  const budgetLeftUsd = requireBudget(key, spend.usd);
  if (budgetLeftUsd !== null && !isPriced(provider, name, own)) {
    throw stopped(
      `${key.name} has a monthly budget, and the price of ${name} is not known. Say its price, or take the budget away,`,
    );
  }
  const opened = await openModel({
    provider,
    name,
    key: await openKey(key),
    baseUrl: key.address ?? undefined,
  });
  return { keyId: key.id, provider, model: pricedBy(own, opened), budgetLeftUsd };
}

/** What could not be reached may be there again: only the next call can say. */
function requireWorking({ name, state, stateReason }: ModelKey): void {
  const why = stateReason ?? "It does not work.";
  if (state === "refused") throw stopped(`${name}: ${why} Rotate the key`);
  if (state === "out_of_credit") {
    throw stopped(`${name}: ${why} Add credit there, then check the key`);
  }
}

function requireBudget({ name, monthlyBudgetMicroUsd }: ModelKey, spentUsd: number): number | null {
  const leftUsd = leftOf(monthlyBudgetMicroUsd, spentUsd);
  if (leftUsd === null || leftUsd > 0) return leftUsd;
  const budgetUsd = spentUsd + leftUsd;
  const anew = monthStart(new Date(), 1).toISOString().slice(0, 10);
  throw stopped(
    `${name} has used USD ${usdText(spentUsd)} of its USD ${usdText(budgetUsd)} this month. The budget begins anew on ${anew} (UTC). Raise it`,
  );
}

function stopped(words: string): AppError {
  return new AppError("precondition_failed", `${words} under Settings, Model keys.`);
}

/** Whether a model is chosen for a purpose; whether it answers is for `openChosenModel` to say. */
export async function hasModelFor(organizationId: string, purpose: Purpose): Promise<boolean> {
  const count = await readAs({ organizationId }, (db) =>
    db.modelChoice.count({ where: { organizationId, purpose } }),
  );
  return count > 0;
}
