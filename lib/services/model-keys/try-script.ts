import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { addModelKey } from "./add-model-key.ts";
import { chooseModel } from "./choose-model.ts";

/** Whoever reads it anywhere, in a statement too, reads that no model is behind it. */
export const scriptModel = "script-no-model";
const scriptKeyName = "A script, no model";

/** Where the sample forge of this machine answers as a model; null where there is no sample forge. */
export function scriptAddress(): string | null {
  const { sampleForge } = config();
  return sampleForge === null ? null : `${sampleForge.url}/_sample/models/v1`;
}

/**
 * Adds the scripted model of the sample forge, as any server without a key is added, and chooses it for
 * fixes. Again changes nothing. Throws `precondition_failed` where there is no sample forge.
 */
export async function tryScriptedModel(actor: UserActor, organizationId: string): Promise<void> {
  await requirePermission(actor, "model_key.create", organizationId);
  const address = scriptAddress();
  if (address === null) {
    throw new AppError(
      "precondition_failed",
      "There is no scripted model here. npm start brings one while only this machine can reach Etna.",
    );
  }
  const known = await readAs({ organizationId }, (db) =>
    db.modelKey.findFirst({ where: { organizationId, address } }),
  );
  const { id: keyId } =
    known ??
    (await addModelKey(actor, organizationId, {
      provider: "openai-compatible",
      key: "",
      address,
      name: scriptKeyName,
      model: scriptModel,
      monthlyBudgetUsd: null,
    }));
  const price = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 };
  await chooseModel(actor, organizationId, { purpose: "fix", keyId, model: scriptModel, price });
}
