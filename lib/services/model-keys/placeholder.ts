import { AppError } from "#lib/base/index.ts";
import type { Model } from "#lib/engines/agent/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { openModel, parseModelName } from "#lib/platform/models/index.ts";

export interface ChosenModel {
  readonly keyId: string;
  readonly provider: string;
  readonly model: Model;
  readonly budgetLeftUsd: number | null;
}
type Purpose = "fix" | "second_check" | "judge";

export async function openChosenModel(
  organizationId: string,
  purpose: Purpose,
): Promise<ChosenModel> {
  const choice = await readAs({ organizationId }, (db) =>
    db.modelChoice.findFirst({ where: { organizationId, purpose }, include: { key: true } }),
  );
  if (choice === null) throw new AppError("precondition_failed", "No model is chosen.");
  const provider = choice.key.provider.replace("_", "-");
  const model = await openModel({
    ...parseModelName(`${provider}/${choice.model}`),
    key: "",
    baseUrl: choice.key.address ?? undefined,
  });
  return { keyId: choice.modelKeyId, provider, model, budgetLeftUsd: null };
}
export async function hasModelFor(organizationId: string, purpose: Purpose): Promise<boolean> {
  return (
    (await readAs({ organizationId }, (db) =>
      db.modelChoice.count({ where: { organizationId, purpose } }),
    )) > 0
  );
}
export async function noteModelUse(
  _organizationId: string,
  _keyId: string,
  _outcome: string,
): Promise<void> {}
export async function budgetLeftUsd(
  _organizationId: string,
  _keyId: string,
): Promise<number | null> {
  return null;
}
