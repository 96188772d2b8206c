import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { AppError, toBase64 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  type ApprovalTerms,
  type ApproverSignature,
  approvalDigest,
  approverKey,
  approverSignatureSchema,
  judgeAssertion,
} from "#lib/engines/verify/index.ts";
import type { Reads, Tx } from "#lib/platform/db/index.ts";
import type { SigningPasskey } from "#lib/services/organizations/index.ts";
import { challengeValidForMs } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";
import type { PasskeyAnswer } from "./schemas.ts";
import { spkiOfPasskey } from "./spki-of-passkey.ts";
import { noteAnswer, type VerifiedAnswer, verifyAnswer } from "./verify-answer.ts";

/** A passkey of a person, as far as asking it to sign an approval goes. */
export interface UsablePasskey extends SigningPasskey {
  readonly credentialId: string;
  readonly transports: readonly string[];
}

export interface UsablePasskeys {
  readonly usable: readonly UsablePasskey[];
  /** How many of them cannot sign approvals, because they sign with RSA. */
  readonly others: number;
}

/** A person's own passkeys: those that can sign approvals, and how many cannot. */
export async function usablePasskeys(
  db: Pick<Reads, "passkey">,
  userId: string,
): Promise<UsablePasskeys> {
  const rows = await db.passkey.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
  const { id: rpId, origin } = relyingParty();
  const usable = rows.flatMap(({ publicKey, credentialId, transports }) => {
    const spki = spkiOfPasskey(publicKey);
    return spki === null ? [] : [{ spki, rpId, origin, credentialId, transports }];
  });
  return { usable, others: rows.length - usable.length };
}

/** What the browser is to ask of one of these passkeys: a signature over exactly this approval. */
export async function signingOptions(
  passkeys: readonly UsablePasskey[],
  terms: ApprovalTerms,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return await generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: Uint8Array.from(approvalDigest(terms)),
    allowCredentials: passkeys.map(({ credentialId: id, transports }) => ({
      id,
      transports: [...transports],
    })),
    userVerification: "required",
    timeout: challengeValidForMs,
  });
}

/** An approval that a passkey signed, and what keeps its answer from counting twice. */
export interface SignedApproval {
  readonly answer: VerifiedAnswer;
  readonly signature: ApproverSignature;
}

/**
 * Checks that one of the person's own passkeys signed exactly this approval, and that any verifier
 * will find so offline. Throws `forbidden` where it did not, `precondition_failed` for a passkey that
 * cannot sign approvals.
 */
export async function verifySignedApproval(
  userId: string,
  given: PasskeyAnswer,
  terms: ApprovalTerms,
): Promise<SignedApproval> {
  const challenge = Buffer.from(approvalDigest(terms)).toString("base64url");
  const answer = await verifyAnswer(userId, given, (said) => said === challenge);
  const spki = spkiOfPasskey(answer.passkey.publicKey);
  if (spki === null) throw cannotSign();
  const { id: rpId, origin } = relyingParty();
  const key = approverKey(spki, { rpId, origin, validFor: { start: terms.at } });
  const { clientDataJSON, authenticatorData, signature } = given.response;
  const parsed = approverSignatureSchema.safeParse({
    key: key.hint,
    authenticatorData: toBase64(bytesOf(authenticatorData)),
    clientDataJSON: bytesOf(clientDataJSON).toString("utf8"),
    signature: toBase64(bytesOf(signature)),
  });
  const judged = parsed.success && (await judgeAssertion(parsed.data, key, terms, nodeCrypto));
  if (judged === false || judged.outcome !== "holds") {
    throw new AppError(
      "forbidden",
      "This passkey’s answer cannot be kept in a statement that anyone can check. Use another passkey.",
      { cause: parsed.error ?? judged },
    );
  }
  return { answer, signature: parsed.data };
}

/** Uses the answer up, in the transaction of the approval. Throws `forbidden` where it was used. */
export async function noteSignedApproval(
  tx: Tx,
  userId: string,
  { answer }: SignedApproval,
): Promise<void> {
  await noteAnswer(tx, userId, answer);
}

export function cannotSign(): AppError {
  return new AppError(
    "precondition_failed",
    "Your passkey signs with RSA, and approvals take P-256 and Ed25519 alone. Add another passkey under Security.",
  );
}

function bytesOf(base64url: string): Buffer {
  return Buffer.from(base64url, "base64url");
}
