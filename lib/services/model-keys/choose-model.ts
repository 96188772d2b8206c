import { AppError } from "#lib/base/index.ts";
import type { enums } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { isPriced, ownPrice, type Price } from "./price.ts";
import { providerOfRow } from "./providers.ts";
import { noSuchKey } from "./read-key.ts";

export interface ModelChoiceRequest {
  readonly purpose: enums.ModelPurpose;
  readonly keyId: string;
  /** As its provider calls it. */
  readonly model: string;
  /** What the organization pays; null for the published price. */
  readonly price: Price | null;
}

/**
 * Says which model does what, and with which key. Throws `precondition_failed` where the key has a budget
 * and nobody knows what the model costs.
 */
export async function chooseModel(
  actor: UserActor,
  organizationId: string,
  { purpose, keyId, model, price }: ModelChoiceRequest,
): Promise<void> {
  if (model === "") throw new AppError("invalid_input", "Write the model's name.");
  const target = { type: "model_choice", id: purpose };
  await mutate(actor, "model.choose", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const key = await tx.modelKey.findFirst({ where: { id: keyId, organizationId } });
    if (key === null) throw noSuchKey();
    if (
      key.monthlyBudgetMicroUsd !== null &&
      !isPriced(providerOfRow(key.provider), model, price)
    ) {
      throw new AppError(
        "precondition_failed",
        `${key.name} has a monthly budget, and the price of ${model} is not known here. Say what a million tokens in and out cost, or take the budget away.`,
      );
    }
    const id = { organizationId_purpose: { organizationId, purpose } };
    const before = await tx.modelChoice.findUnique({ where: id });
    const data = {
      modelKeyId: keyId,
      model,
      inputUsdPerMillion: price?.inputUsdPerMillion ?? null,
      outputUsdPerMillion: price?.outputUsdPerMillion ?? null,
    };
    if (
      before?.modelKeyId === keyId &&
      before.model === model &&
      samePrice(ownPrice(before), price)
    ) {
      return trail.unchanged();
    }
    await tx.modelChoice.upsert({
      where: id,
      create: { organizationId, purpose, ...data },
      update: data,
    });
    trail.note({ purpose, key: key.name, model, price: price === null ? null : { ...price } });
  });
}

function samePrice(one: Price | null, other: Price | null): boolean {
  return (
    one?.inputUsdPerMillion === other?.inputUsdPerMillion &&
    one?.outputUsdPerMillion === other?.outputUsdPerMillion
  );
}

/** Leaves a purpose without a model. */
export async function clearModelChoice(
  actor: UserActor,
  organizationId: string,
  purpose: enums.ModelPurpose,
): Promise<void> {
  const target = { type: "model_choice", id: purpose };
  await mutate(actor, "model.clear", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const { count } = await tx.modelChoice.deleteMany({ where: { organizationId, purpose } });
    if (count === 0) trail.unchanged();
    else trail.note({ purpose });
  });
}
