import { AppError } from "#lib/base/index.ts";
import type { enums } from "#lib/platform/db/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { askOnce, recordAnswer } from "./ask-once.ts";
import { healthAfter, inWords } from "./health.ts";
import { probeModel } from "./probe-model.ts";
import { providerOfRow } from "./providers.ts";
import { noSuchKey, readKey } from "./read-key.ts";
import { openKey } from "./secrets.ts";

/**
 * Asks one cheap thing with the key, and keeps how it stands: what was refused works again once the
 * provider takes it. Throws `unavailable` where the answer says nothing of the key.
 */
export async function checkModelKey(
  actor: UserActor,
  organizationId: string,
  keyId: string,
): Promise<enums.ModelKeyState> {
  await requirePermission(actor, "model_key.check", organizationId);
  const row = await readKey(organizationId, keyId);
  const provider = providerOfRow(row.provider);
  const [key, model] = [await openKey(row), await probeModel(row)];
  const asked = await askOnce(actor, { provider, address: row.address, key, model, keyId });
  const outcome = "ok" in asked ? asked.kind : "answered";
  const health = healthAfter(provider, outcome);
  if (health === null && outcome !== "answered") {
    const words = `${inWords(provider, outcome)} This says nothing of the key. Try again later.`;
    throw new AppError("unavailable", words);
  }
  const target = { type: "model_key", id: keyId };
  return await mutate(actor, "model_key.check", target, async (tx, trail) => {
    const { count } = await tx.modelKey.updateMany({
      where: { id: keyId, organizationId },
      data: { ...health, checkedAt: new Date() },
    });
    if (count === 0) throw noSuchKey();
    if (!("ok" in asked)) await recordAnswer(tx, keyId, asked);
    const state = health?.state ?? row.state;
    if (state === row.state) trail.underWay();
    else trail.note({ name: row.name, from: row.state, to: state });
    return state;
  });
}
