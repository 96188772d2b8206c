import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { AppError } from "#lib/base/index.ts";
import { type Passkey, readAs, type Tx } from "#lib/platform/db/index.ts";
import { relyingParty } from "./relying-party.ts";
import type { PasskeyAnswer } from "./schemas.ts";

export interface VerifiedAnswer {
  readonly passkey: Pick<Passkey, "id" | "counter" | "publicKey">;
  readonly counter: bigint;
  readonly backedUp: boolean;
}

/**
 * Checks an assertion (WebAuthn Level 3, 7.2) by one of the person's own passkeys: challenge, origin,
 * relying party, user verification, counter, signature. Throws `forbidden` where one is not right.
 */
export async function verifyAnswer(
  userId: string,
  answer: PasskeyAnswer,
  isExpected: (challenge: string) => boolean | Promise<boolean>,
): Promise<VerifiedAnswer> {
  const passkey = await readAs({ userId }, (db) =>
    db.passkey.findFirst({ where: { credentialId: answer.id, userId } }),
  );
  if (passkey === null) throw refused(undefined);
  const { id, credentialId, publicKey, counter } = passkey;
  const { id: expectedRPID, origin } = relyingParty();
  let cause: unknown;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: isExpected,
      expectedOrigin: origin,
      expectedRPID,
      requireUserVerification: true,
      credential: { id: credentialId, publicKey, counter: Number(counter) },
    });
    if (verified) {
      return {
        passkey: { id, counter, publicKey },
        counter: BigInt(authenticationInfo.newCounter),
        backedUp: authenticationInfo.credentialBackedUp,
      };
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    cause = error;
  }
  throw refused(cause);
}

/** Of two answers with one counter, one is a copy: the first to come is taken, the other refused. */
export async function noteAnswer(
  tx: Tx,
  userId: string,
  { passkey, counter, backedUp }: VerifiedAnswer,
): Promise<void> {
  const { count } = await tx.passkey.updateMany({
    where: { id: passkey.id, userId, counter: passkey.counter },
    data: { counter, backedUp, lastUsedAt: new Date() },
  });
  if (count === 0) throw new AppError("forbidden", "This passkey was used meanwhile. Try again.");
}

function refused(cause: unknown): AppError {
  return new AppError("forbidden", "This passkey's answer does not count here. Try again.", {
    cause,
  });
}
