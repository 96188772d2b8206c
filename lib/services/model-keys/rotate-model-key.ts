import { AppError } from "#lib/base/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { askOnce, notStored, recordAnswer } from "./ask-once.ts";
import { probeModel } from "./probe-model.ts";
import { providerOfRow } from "./providers.ts";
import { noSuchKey, readKey } from "./read-key.ts";
import { openKey, sealKey } from "./secrets.ts";

/**
 * Puts another key of the same provider, at the same address, in the place of the stored one, once it has
 * answered. What was chosen stays chosen. Throws `invalid_input` or `unavailable`, and then the former one
 * stays.
 */
export async function rotateModelKey(
  actor: UserActor,
  organizationId: string,
  keyId: string,
  key: string,
): Promise<void> {
  await requirePermission(actor, "model_key.rotate", organizationId);
  const row = await readKey(organizationId, keyId);
  const provider = providerOfRow(row.provider);
  if (key.length < (provider === "openai-compatible" ? 1 : 8)) {
    throw new AppError("invalid_input", "Paste the new key.");
  }
  if (row.state === "working" && (await openKey(row)) === key) return;
  const model = await probeModel(row);
  const asked = await askOnce(actor, { provider, address: row.address, key, model, keyId });
  if ("ok" in asked) {
    const { code, message } = notStored(provider, asked);
    throw new AppError(code, message.replace("Nothing was stored.", "The former key stays."));
  }
  const kept = await sealKey(organizationId, keyId, key);
  const target = { type: "model_key", id: keyId };
  await mutate(actor, "model_key.rotate", target, async (tx, trail) => {
    const { count } = await tx.modelKey.updateMany({
      where: { id: keyId, organizationId },
      data: { ...kept, state: "working", stateReason: null, checkedAt: new Date() },
    });
    // Deleted while its successor was asked.
    if (count === 0) throw noSuchKey();
    await recordAnswer(tx, keyId, asked);
    trail.note({ name: row.name });
  });
}
