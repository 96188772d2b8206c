import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { AppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { UserActor } from "#lib/services/audit/index.ts";
import { takeChallenge } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";
import type { PasskeyAnswer } from "./schemas.ts";

export interface VerifiedAnswer {
  readonly passkey: { readonly id: string; readonly counter: bigint };
  readonly counter: bigint;
  readonly backedUp: boolean;
}

/**
 * Checks an assertion (WebAuthn Level 3, 7.2) by one of the person's own passkeys: challenge, origin,
 * relying party, user verification, counter, signature. Throws `forbidden` where one is not right.
 */
export async function verifyAnswer(
  actor: UserActor,
  answer: PasskeyAnswer,
): Promise<VerifiedAnswer> {
  const { userId } = actor;
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
      expectedChallenge: (challenge) => takeChallenge(actor, "prove", challenge),
      expectedOrigin: origin,
      expectedRPID,
      requireUserVerification: true,
      credential: { id: credentialId, publicKey, counter: Number(counter) },
    });
    if (verified) {
      return {
        passkey: { id, counter },
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

function refused(cause: unknown): AppError {
  return new AppError("forbidden", "This passkey's answer does not count here. Try again.", {
    cause,
  });
}
