import { concatBytes, fromBase64, toBase64, toHex, utf8 } from "#lib/base/index.ts";
import {
  type ApprovalTerms,
  type ApproverSignature,
  approvalDigest,
} from "./approver-signature.ts";
import { type CheckResult, compared, firstFault, judged } from "./checks.ts";
import { type ApproverKey, keyHint } from "./keys.ts";
import type { VerifyCrypto } from "./ports.ts";
import { ed25519KeyOf, p256PointOf } from "./signature-form.ts";
import { parseStrictJson } from "./strict-json.ts";
import { unixSeconds } from "./times.ts";
import { z } from "./zod.ts";

/** Members that browsers add are left alone: they are under the signature as well. */
const clientDataSchema = z.looseObject({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

const userPresent = 0x01;
const userVerified = 0x04;

/**
 * Whether an approver's passkey signed exactly this approval (WebAuthn Level 3, 7.2, as far as it can
 * be done offline). Of a P-256 signature both S and n−S are taken, as authenticators make either: the
 * statement around it is signed, so nobody gains by turning one into the other.
 */
export async function judgeAssertion(
  assertion: ApproverSignature,
  key: ApproverKey,
  terms: ApprovalTerms,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const { sha256 } = crypto;
  const spki = fromBase64(key.spki) ?? new Uint8Array();
  const authenticatorData = fromBase64(assertion.authenticatorData) ?? new Uint8Array();
  const signature = fromBase64(assertion.signature) ?? new Uint8Array();
  const clientData = readClientData(assertion.clientDataJSON);
  const flags = authenticatorData[32] ?? 0;
  const [present, verified] = [(flags & userPresent) !== 0, (flags & userVerified) !== 0];
  const digest = base64url(approvalDigest(terms, sha256));
  const rpIdHash = toHex(authenticatorData.subarray(0, 32));
  const ownRpIdHash = toHex(sha256(utf8(key.rpId)));
  const signed = concatBytes(authenticatorData, sha256(utf8(assertion.clientDataJSON)));
  const holds = await verifySignature(spki, signed, signature, crypto);
  const { start, end } = key.validFor;
  const reason = firstFault(
    [
      key.hint === assertion.key && keyHint(spki, sha256) === key.hint,
      "The published passkey is not the one its hint names.",
    ],
    [clientData !== null, "What the browser signed cannot be read."],
    [clientData?.type === "webauthn.get", "It was signed for something else than to approve."],
    [clientData?.challenge === digest, "The passkey signed another approval than this one."],
    [clientData?.origin === key.origin, "It was signed on another site."],
    [clientData?.crossOrigin !== true, "It was signed inside a page of another site."],
    [rpIdHash === ownRpIdHash, "The passkey answered another site."],
    [present, "Nobody was present when it was signed."],
    [verified, "The passkey did not verify who used it."],
    [holds, "The signature was not made over this by this passkey."],
    [isInForce(key, terms.at), "The passkey was not in force when this was approved."],
  );
  return judged(reason, [
    compared("Digest of the approval", digest),
    compared(
      "Challenge that was signed",
      clientData?.challenge ?? "none",
      "Digest of the approval",
    ),
    compared("Signed on", clientData?.origin ?? "none", "Published site"),
    compared("Published site", key.origin),
    compared("Site in the authenticator’s data", rpIdHash, "sha256 of the published name"),
    compared("sha256 of the published name", ownRpIdHash),
    compared(
      "User",
      `${present ? "present" : "not present"}, ${verified ? "verified" : "not verified"}`,
    ),
    compared("Passkey", toHex(sha256(spki))),
    compared("In force", `from ${start}, ${end === undefined ? "no end" : `until ${end}`}`),
    compared("Approved", terms.at),
    compared("Signature", assertion.signature),
    compared("Result", `${algorithmOf(spki)} verification returned ${holds}`),
  ]);
}

/** Both ends count, in whole seconds. */
export function isInForce({ validFor: { start, end } }: ApproverKey, at: string): boolean {
  const time = unixSeconds(at);
  return unixSeconds(start) <= time && (end === undefined || time <= unixSeconds(end));
}

/** True for a key that can sign approvals: P-256 or Ed25519, as SPKI. */
export function signsApprovals(spki: Uint8Array): boolean {
  return p256PointOf(spki) !== null || ed25519KeyOf(spki) !== null;
}

async function verifySignature(
  spki: Uint8Array,
  signed: Uint8Array,
  signature: Uint8Array,
  crypto: VerifyCrypto,
): Promise<boolean> {
  if (p256PointOf(spki) !== null) return await crypto.verifyP256(spki, signed, signature);
  return ed25519KeyOf(spki) !== null && (await crypto.verifyEd25519(spki, signed, signature));
}

function algorithmOf(spki: Uint8Array): string {
  return p256PointOf(spki) === null ? "Ed25519" : "ECDSA P-256";
}

function readClientData(text: string): z.infer<typeof clientDataSchema> | null {
  const json = parseStrictJson(text);
  return json.ok ? (clientDataSchema.safeParse(json.value).data ?? null) : null;
}

function base64url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
