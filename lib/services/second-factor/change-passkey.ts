import { AppError } from "#lib/base/index.ts";
import { keyHint } from "#lib/engines/verify/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { endApproverKeys } from "#lib/services/organizations/index.ts";
import { lockPerson, loseFactor } from "./having-factors.ts";
import { spkiOfPasskey } from "./spki-of-passkey.ts";
import { tellPerson } from "./tell-person.ts";

/** Gives one of the person's own passkeys another name. */
export async function renamePasskey(
  actor: UserActor,
  passkeyId: string,
  name: string,
): Promise<void> {
  const target = { type: "passkey", id: passkeyId };
  await mutate(actor, "passkey.rename", target, async (tx, trail) => {
    const passkey = await tx.passkey.findFirst({
      where: { id: passkeyId, userId: actor.userId },
    });
    if (passkey === null) throw gone();
    if (passkey.name === name) return trail.unchanged();
    await tx.passkey.updateMany({ where: { id: passkeyId }, data: { name } });
  });
}

/**
 * Removes one of the person's own passkeys: it signs no approval any more, in any organization. With
 * the last factor go the recovery codes.
 */
export async function removePasskey(actor: UserActor, passkeyId: string): Promise<void> {
  const { userId } = actor;
  const target = { type: "passkey", id: passkeyId };
  const name = await mutate(actor, "passkey.remove", target, async (tx) => {
    await lockPerson(tx, actor);
    const passkey = await tx.passkey.findFirst({ where: { id: passkeyId, userId } });
    if (passkey === null) throw gone();
    await tx.passkey.deleteMany({ where: { id: passkeyId, userId } });
    const spki = spkiOfPasskey(passkey.publicKey);
    if (spki !== null) await endApproverKeys(tx, { userId, hint: keyHint(spki) });
    await loseFactor(tx, actor);
    return passkey.name;
  });
  await tellPerson(userId, `The passkey “${name}” was removed from your account.`);
}

function gone(): AppError {
  return new AppError("not_found", "There is no such passkey of yours.");
}
