import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { challengeValidForMs, keepChallenge } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";

/** The ways in which a person can show that it is them, in this session. */
export interface ProofChoice {
  /** What the browser is to ask of one of their passkeys; null where they have none. */
  readonly passkey: PublicKeyCredentialRequestOptionsJSON | null;
  readonly code: boolean;
  readonly recoveryCode: boolean;
}

/** Asks for a proof of presence; a passkey's answer counts within five minutes, once. */
export async function beginProof(actor: UserActor): Promise<ProofChoice> {
  const { userId } = actor;
  const target = { type: "user", id: userId };
  return await mutate(actor, "second_factor.ask", target, async (tx, trail) => {
    trail.unchanged();
    const passkeys = await tx.passkey.findMany({ where: { userId } });
    const apps = await tx.totpSecret.count({ where: { userId, confirmedAt: { not: null } } });
    const codes = await tx.recoveryCode.count({ where: { userId, usedAt: null } });
    const choice = { code: apps > 0, recoveryCode: codes > 0 };
    if (passkeys.length === 0) return { ...choice, passkey: null };
    const passkey = await generateAuthenticationOptions({
      rpID: relyingParty().id,
      allowCredentials: passkeys.map(({ credentialId: id, transports }) => ({ id, transports })),
      userVerification: "required",
      timeout: challengeValidForMs,
    });
    await keepChallenge(tx, actor, "prove", passkey.challenge);
    return { ...choice, passkey };
  });
}
