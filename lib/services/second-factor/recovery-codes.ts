import { createHash, randomBytes } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { lockPerson } from "./having-factors.ts";
import { tellPerson } from "./tell-person.ts";

const codeCount = 10;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base32

/** Ten new codes, told this once; the former ones no longer work. Throws `precondition_failed` without a factor. */
export async function renewRecoveryCodes(actor: UserActor): Promise<readonly string[]> {
  const { userId } = actor;
  const codes = Array.from({ length: codeCount }, newCode);
  const target = { type: "user", id: userId };
  await mutate(actor, "recovery_codes.renew", target, async (tx) => {
    await lockPerson(tx, actor);
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (user.secondFactorSince === null) {
      throw new AppError("precondition_failed", "Add a passkey or an authenticator app first.");
    }
    await tx.recoveryCode.deleteMany({ where: { userId } });
    await tx.recoveryCode.createMany({
      data: codes.map((code) => ({ userId, codeHash: hashOf(userId, code) })),
    });
  });
  await tellPerson(userId, "New recovery codes were made for your account.");
  return codes;
}

/** Uses a code up and says how many are left. Throws `forbidden` where it is wrong or was used. */
export async function takeRecoveryCode(tx: Tx, userId: string, code: string): Promise<number> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, codeHash: hashOf(userId, code), usedAt: null },
    data: { usedAt: new Date() },
  });
  if (count === 0) throw new AppError("forbidden", "This recovery code is not right, or was used.");
  return await tx.recoveryCode.count({ where: { userId, usedAt: null } });
}

/** 80 random bits, as "7q2m-4k9d-w3xh-0t5b". */
function newCode(): string {
  const letters = Array.from(randomBytes(16), (byte) => alphabet.charAt(byte & 31)).join("");
  return letters.replace(/.{4}(?=.)/g, "$&-");
}

/** A code has too many bits to be tried, so a plain hash keeps it. Typed letters that look alike are one. */
function hashOf(userId: string, code: string): string {
  const letters = code
    .toLowerCase()
    .replace(/[^0-9a-z]/g, "")
    .replace(/o/g, "0")
    .replace(/[il]/g, "1");
  return createHash("sha256").update(`recovery ${userId} ${letters}`).digest("hex");
}
