import type { Tx } from "#lib/platform/db/index.ts";
import type { UserActor } from "#lib/services/audit/index.ts";
import { sessionOf } from "./challenges.ts";

/** Holds the person until the transaction ends, for changes that rest on a count of their factors. */
export async function lockPerson(tx: Tx, { userId }: UserActor): Promise<void> {
  await tx.user.updateMany({ where: { id: userId }, data: { id: userId } });
}

/**
 * Says that the person has a second factor. The session that added it has shown it; all others of
 * theirs are half open from now on.
 */
export async function gainFactor(tx: Tx, actor: UserActor, now: Date): Promise<void> {
  const { userId } = actor;
  await tx.user.updateMany({
    where: { id: userId, secondFactorSince: null },
    data: { secondFactorSince: now },
  });
  await tx.session.updateMany({
    where: { id: sessionOf(actor), userId, factorPassedAt: null },
    data: { factorPassedAt: now },
  });
}

/** After one was removed. With the last one go the recovery codes, and what sessions had shown. */
export async function loseFactor(tx: Tx, { userId }: UserActor): Promise<void> {
  const passkeys = await tx.passkey.count({ where: { userId } });
  const apps = await tx.totpSecret.count({ where: { userId, confirmedAt: { not: null } } });
  if (passkeys + apps > 0) return;
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.user.updateMany({ where: { id: userId }, data: { secondFactorSince: null } });
  await tx.session.updateMany({ where: { userId }, data: { factorPassedAt: null } });
}
