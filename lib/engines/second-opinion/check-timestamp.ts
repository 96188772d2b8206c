import { createPublicKey, X509Certificate } from "node:crypto";
import { bundleFromJSON, type SerializedBundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { toBase64 } from "#lib/base/index.ts";
import {
  type CheckResult,
  compared,
  isoSeconds,
  judged,
  publicKeyPem,
  readBundle,
} from "#lib/engines/verify/index.ts";
import type { TimestampAuthority } from "./timestamp-authority.ts";
import { readTimestamp, sha256Hex, type TimestampToken } from "./timestamp-token.ts";

export interface CheckedTimestamp {
  readonly result: CheckResult;
  /** What it shows, where all of it holds. */
  readonly shown?: { readonly time: string; readonly authority: TimestampAuthority };
}

/**
 * Checks a TimeStampResp (DER) over the signature of a bundle's envelope: what it is over, whole
 * seconds, a known certificate that was in force, and by @sigstore/verify its signature and the chain.
 */
export function checkTimestamp(
  bundleJson: unknown,
  response: Uint8Array,
  spki: Uint8Array,
  authorities: readonly TimestampAuthority[],
): CheckedTimestamp {
  const bundle = readBundle(bundleJson);
  const token = readTimestamp(response);
  if (!bundle.ok) return { result: judged("The bundle that it is about cannot be read.", []) };
  if (token === null) return { result: judged("This is no timestamp of RFC 3161.", []) };
  const signatureSha256 = sha256Hex(bundle.bundle.signature);
  const authority = authorities.find((one) => isSignerOf(one, token));
  const faults = [
    [token.status <= 1, "The authority granted no timestamp."],
    [token.hashAlgorithm === "sha256", "The timestamp is not over a SHA-256."],
    [token.imprint === signatureSha256, "The timestamp is over other bytes than this signature."],
    [/^\d{14}Z$/.test(token.timeText), "The timestamp’s time is not in whole seconds."],
    [authority !== undefined, "The timestamp is signed with a certificate that is not trusted."],
    [
      authority !== undefined && inForce(authority, token.time),
      "A certificate of the authority was not in force at that time.",
    ],
  ] as const;
  const fault = faults.find(([holds]) => !holds)?.[1];
  const reason = fault ?? (authority && refusalOf(bundleJson, response, spki, authority)) ?? null;
  const time = Number.isFinite(token.time.getTime()) ? isoSeconds(token.time) : token.timeText;
  const result = judged(reason, [
    compared("Authority", authority === undefined ? "unknown" : nameOf(authority)),
    compared("Time", time),
    compared("Over the sha256", token.imprint),
    compared("sha256 of the signature", signatureSha256),
    compared("Serial number", token.serial),
    compared("Policy", token.policy),
    compared("sha256 of the response", token.digest),
  ]);
  return reason === null && authority ? { result, shown: { time, authority } } : { result };
}

/** `Example Ltd, Example TSA 2026`, or the one of them that the certificate names. */
function nameOf({ subject }: TimestampAuthority): string {
  return [subject.organization, subject.commonName].filter(Boolean).join(", ");
}

function isSignerOf({ certChain }: TimestampAuthority, token: TimestampToken): boolean {
  const [leaf] = certificatesOf(certChain.certificates);
  if (leaf === undefined) return false;
  const serial = BigInt(`0x${leaf.serialNumber}`);
  return serial === BigInt(`0x${token.signerSerial.toString("hex") || "0"}`);
}

function inForce({ certChain }: TimestampAuthority, at: Date): boolean {
  return certificatesOf(certChain.certificates).every(
    ({ validFrom, validTo }) => new Date(validFrom) <= at && at <= new Date(validTo),
  );
}

function certificatesOf(list: readonly { readonly rawBytes: string }[]): X509Certificate[] {
  return list.map(({ rawBytes }) => new X509Certificate(Buffer.from(rawBytes, "base64")));
}

/** What @sigstore/verify has against the token alone, in our words; null where it has nothing. */
function refusalOf(
  bundleJson: unknown,
  response: Uint8Array,
  spki: Uint8Array,
  authority: TimestampAuthority,
): string | null {
  const { mediaType, verificationMaterial, dsseEnvelope } = bundleJson as SerializedBundle;
  const alone = {
    mediaType,
    dsseEnvelope,
    verificationMaterial: {
      publicKey: verificationMaterial.publicKey,
      tlogEntries: [],
      timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: toBase64(response) }] },
    },
  };
  try {
    const publicKey = createPublicKey(publicKeyPem(spki));
    const root = TrustedRoot.fromJSON({ timestampAuthorities: [authority] });
    const material = toTrustMaterial(root, () => ({ publicKey, validFor: () => true }));
    const thresholds = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 };
    const entity = toSignedEntity(bundleFromJSON(alone as unknown as SerializedBundle));
    new Verifier(material, thresholds).verify(entity);
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : "refused";
    return `The timestamp’s signature or its chain does not hold: ${why}.`;
  }
}
