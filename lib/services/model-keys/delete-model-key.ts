import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { noSuchKey } from "./read-key.ts";

/** Destroys the sealed key, and with it the choices that use it: what they did stops. */
export async function deleteModelKey(
  actor: UserActor,
  organizationId: string,
  keyId: string,
): Promise<void> {
  const target = { type: "model_key", id: keyId };
  await mutate(actor, "model_key.delete", target, async (tx, trail) => {
    const where = { id: keyId, organizationId };
    const row = await tx.modelKey.findFirst({ where, include: { choices: true } });
    if (row === null) throw noSuchKey();
    const purposes = row.choices.map(({ purpose }) => purpose).sort();
    const { count } = await tx.modelKey.deleteMany({ where });
    if (count === 0) throw noSuchKey();
    trail.note({ name: row.name, provider: row.provider, purposes });
  });
}
