import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type VerifiedRegistrationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { AppError, newId, utf8 } from "#lib/base/index.ts";
import { isUniqueViolation } from "#lib/platform/db/index.ts";
import { mutate, requireOwn, type UserActor } from "#lib/services/audit/index.ts";
import { challengeValidForMs, keepChallenge, takeChallenge } from "./challenges.ts";
import { gainFactor, lockPerson } from "./having-factors.ts";
import { algorithms, relyingParty } from "./relying-party.ts";
import type { PasskeyRegistration } from "./schemas.ts";
import { tellPerson } from "./tell-person.ts";

const mostPasskeys = 20;

/** What the browser is to ask of an authenticator (WebAuthn Level 3, 5.4). Good for five minutes. */
export async function beginPasskey(
  actor: UserActor,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { userId } = actor;
  const target = { type: "user", id: userId };
  return await mutate(actor, "passkey.register", target, async (tx, trail) => {
    trail.unchanged();
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    const known = await tx.passkey.findMany({ where: { userId } });
    const options = await generateRegistrationOptions({
      rpName: "Agent Etna",
      rpID: relyingParty().id,
      userName: user.email,
      userDisplayName: user.name ?? user.email,
      userID: utf8(userId),
      timeout: challengeValidForMs,
      attestationType: "none",
      excludeCredentials: known.map(({ credentialId: id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      supportedAlgorithmIDs: algorithms,
    });
    await keepChallenge(tx, actor, "register", options.challenge);
    return options;
  });
}

/**
 * Adds the passkey that the authenticator made. Throws `invalid_input` where its answer is not to
 * what this session was asked, `conflict` where the passkey is known already.
 */
export async function finishPasskey(
  actor: UserActor,
  answer: PasskeyRegistration,
  name: string,
): Promise<{ readonly id: string }> {
  // Asked before the challenge is used up: whoever must confirm first can still answer it.
  await requireOwn(actor, "passkey.register");
  const made = await verified(actor, answer);
  const { userId } = actor;
  const id = newId("passkey");
  try {
    await mutate(actor, "passkey.register", { type: "passkey", id }, async (tx, trail) => {
      await lockPerson(tx, actor);
      if ((await tx.passkey.count({ where: { userId } })) >= mostPasskeys) {
        throw new AppError("conflict", `Keep at most ${mostPasskeys} passkeys. Remove one first.`);
      }
      const now = new Date();
      await tx.passkey.createMany({
        data: [
          {
            id,
            userId,
            credentialId: made.credential.id,
            publicKey: Uint8Array.from(made.credential.publicKey),
            counter: made.credential.counter,
            transports: [...answer.response.transports],
            deviceType: made.credentialDeviceType,
            backedUp: made.credentialBackedUp,
            aaguid: made.aaguid,
            name,
            createdAt: now,
          },
        ],
      });
      await gainFactor(tx, actor, now);
      trail.note({ deviceType: made.credentialDeviceType });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "This passkey is here already.", { cause: error });
  }
  await tellPerson(userId, `A passkey, “${name}”, was added to your account.`);
  return { id };
}

type Made = NonNullable<VerifiedRegistrationResponse["registrationInfo"]>;

async function verified(actor: UserActor, answer: PasskeyRegistration): Promise<Made> {
  const { id, origin } = relyingParty();
  let cause: unknown;
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: (challenge) => takeChallenge(actor, "register", challenge),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (registrationInfo !== undefined) return registrationInfo;
  } catch (error) {
    if (error instanceof AppError) throw error;
    cause = error;
  }
  throw new AppError("invalid_input", "This passkey could not be added. Try again.", { cause });
}
