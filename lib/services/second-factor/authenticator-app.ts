import { randomBytes } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";
import { admit } from "#lib/services/admission/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { gainFactor, lockPerson, loseFactor } from "./having-factors.ts";
import { tellPerson } from "./tell-person.ts";
import { stepOfCode, totpOf } from "./totp-code.ts";

/** 160 bits, as RFC 4226, 4 asks for. */
const secretSizeBytes = 20;

/** What an authenticator app is told, once. `uri` is the key URI that goes into a QR code. */
export interface NewTotp {
  readonly secret: string;
  readonly uri: string;
}

/**
 * Makes a secret for an authenticator app; it counts once `confirmTotp` has seen a code of it. Throws
 * `conflict` where an app is set up already.
 */
export async function beginTotp(actor: UserActor): Promise<NewTotp> {
  const { userId } = actor;
  const secret = randomBytes(secretSizeBytes);
  const sealed = await seal(secret, sealedFor(userId));
  const target = { type: "user", id: userId };
  return await mutate(actor, "totp.register", target, async (tx, trail) => {
    trail.unchanged();
    await lockPerson(tx, actor);
    const known = await tx.totpSecret.findUnique({ where: { userId } });
    if (known?.confirmedAt) throw hasOne();
    await tx.totpSecret.deleteMany({ where: { userId } });
    await tx.totpSecret.createMany({ data: [{ userId, sealed: { ...sealed } }] });
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const totp = totpOf(secret, email);
    return { secret: totp.secret.base32, uri: totp.toString() };
  });
}

/** Sets the app up, by a first code of it. Throws `forbidden` where the code is not right. */
export async function confirmTotp(
  actor: UserActor,
  code: string,
  headers: Pick<Headers, "get">,
): Promise<void> {
  const { userId } = actor;
  await admit("second_factor", { headers, user: userId });
  const target = { type: "user", id: userId };
  await mutate(actor, "totp.register", target, async (tx) => {
    await lockPerson(tx, actor);
    const known = await tx.totpSecret.findUnique({ where: { userId } });
    if (known?.confirmedAt) throw hasOne();
    await takeCode(tx, userId, code);
    const now = new Date();
    await tx.totpSecret.updateMany({ where: { userId }, data: { confirmedAt: now } });
    await gainFactor(tx, actor, now);
  });
  await tellPerson(userId, "An authenticator app was added to your account.");
}

/** Takes the app away. With the last factor go the recovery codes. */
export async function removeTotp(actor: UserActor): Promise<void> {
  const { userId } = actor;
  const target = { type: "user", id: userId };
  const removed = await mutate(actor, "totp.remove", target, async (tx, trail) => {
    await lockPerson(tx, actor);
    const { count } = await tx.totpSecret.deleteMany({ where: { userId } });
    if (count === 0) trail.unchanged();
    else await loseFactor(tx, actor);
    return count > 0;
  });
  if (removed) await tellPerson(userId, "The authenticator app was removed from your account.");
}

/**
 * Checks a code and puts it, and all before it, out of use (RFC 6238, 5.2). Throws `forbidden` where
 * it is wrong or was used.
 */
export async function takeCode(tx: Tx, userId: string, code: string): Promise<void> {
  const row = await tx.totpSecret.findUnique({ where: { userId } });
  const secret =
    row && (await openSealed(row.sealed as unknown as SealedSecret, sealedFor(userId)));
  const step = secret && stepOfCode(secret, code, new Date());
  if (step === null) throw wrongCode();
  const { count } = await tx.totpSecret.updateMany({
    where: { userId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step },
  });
  if (count === 0) throw wrongCode();
}

/** A secret that is moved to another person's row opens nothing. */
function sealedFor(userId: string) {
  return purposeOf("totp_secrets.sealed", { user_id: userId });
}

function wrongCode(): AppError {
  return new AppError("forbidden", "This code is not right, or was used. Wait for the next one.");
}

function hasOne(): AppError {
  return new AppError("conflict", "An authenticator app is set up already. Remove it first.");
}
