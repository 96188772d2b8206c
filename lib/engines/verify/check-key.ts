import { fromBase64, toHex } from "#lib/base/index.ts";
import type { DecodedBundle } from "./bundle.ts";
import { type CheckResult, type Compared, compared, firstFault, judged } from "./checks.ts";
import { preAuthEncoding, statementPayloadType } from "./dsse.ts";
import { keyHint, type PublishedKey, type ReadKeys, type SignerKey, signerKey } from "./keys.ts";
import type { Sha256, VerifyCrypto } from "./ports.ts";
import { reasonOf } from "./refusal.ts";
import { ed25519KeyOf } from "./signature-form.ts";
import { isoOfUnix, unixSeconds } from "./times.ts";

export interface FoundKey {
  readonly result: CheckResult;
  readonly key: (SignerKey & { readonly published: PublishedKey }) | null;
}

/** Finds the bundle's key in keys.json: the hint must be there once and be the hash of its key. */
export function findKey(parsed: ReadKeys, hint: string, sha256: Sha256): FoundKey {
  const inBundle = compared("Hint in the bundle", hexOf(hint));
  const refuse = (reason: string, ...more: Compared[]): FoundKey => {
    return { result: judged(reason, [inBundle, ...more]), key: null };
  };
  if (!parsed.success) return refuse(`keys.json cannot be read. ${reasonOf(parsed.error)}`);
  const [published, second] = parsed.data.keys.filter((key) => key.hint === hint);
  if (published === undefined) {
    const known = parsed.data.keys.map((key) => hexOf(key.hint)).join(" ");
    return refuse(
      "The organization does not publish this key, so the signature could be anyone’s.",
      compared("Hints in keys.json", known),
    );
  }
  if (second !== undefined) return refuse("keys.json names this key twice, so it is ambiguous.");
  const spki = fromBase64(published.spki);
  if (spki === null || ed25519KeyOf(spki) === null) {
    return refuse("The published key is not an Ed25519 key.");
  }
  const key = signerKey(spki, sha256);
  const actual = compared("sha256 of instance.pub", key.digest, "Hint in the bundle");
  if (keyHint(spki, sha256) !== hint) {
    return refuse("The published key is not the one its hint names.", actual);
  }
  return { result: judged(null, [inBundle, actual]), key: { ...key, published } };
}

function hexOf(base64: string): string {
  const bytes = fromBase64(base64);
  return bytes === null ? base64 : toHex(bytes);
}

export async function checkSignature(
  bundle: DecodedBundle,
  key: SignerKey,
  payloadHash: string,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const { payload, signature } = bundle;
  const holds = await crypto.verifyEd25519(key.spki, preAuthEncoding(payload), signature);
  return judged(holds ? null : "The signature was not made over these bytes by this key.", [
    compared(
      "Bytes",
      `DSSEv1 ${statementPayloadType.length} ${statementPayloadType} ${payload.length} {…}`,
    ),
    compared("sha256 of the payload", payloadHash),
    compared("Key", key.digest),
    compared("Signature", bundle.envelope.signatures[0].sig),
    compared("Result", `Ed25519 verification returned ${holds}`),
  ]);
}

/** Times count in whole seconds, as the log's do; a revocation holds from its own second on. */
export function checkValidity(
  key: PublishedKey,
  verifiedTime: number,
  now: Date | undefined,
): CheckResult {
  const { start, end } = key.validFor;
  const at = isoOfUnix(verifiedTime);
  const revoked = key.revokedAt;
  const reason = firstFault(
    [unixSeconds(start) <= verifiedTime, `The key came into force only at ${start}, after this.`],
    [
      end === undefined || verifiedTime <= unixSeconds(end),
      `The key was retired at ${end}, before this.`,
    ],
    [
      revoked === undefined || verifiedTime < unixSeconds(revoked),
      `The key was revoked at ${revoked}. Signatures from then on do not count.`,
    ],
    [
      now === undefined || verifiedTime * 1000 <= now.getTime() + clockToleranceMs,
      "The log’s time lies in the future. Check this machine’s clock.",
    ],
  );
  return judged(reason, [
    compared("Verified time", at),
    compared("In force", `from ${start}, ${end === undefined ? "no end" : `until ${end}`}`),
    compared(
      "Revoked",
      revoked === undefined ? "never" : [revoked, key.reason].filter(Boolean).join(": "),
    ),
  ]);
}

const clockToleranceMs = 5 * 60 * 1000;
