import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { AppError, toBase64, toHex, utf8 } from "#lib/base/index.ts";
import type { Sha256 } from "./ports.ts";
import { isoSecondsSchema } from "./times.ts";
import { z } from "./zod.ts";

export const keysMediaType = "application/vnd.agentetna.keys.v1+json";

/** As many as keep the signed document below 1 MiB. */
export const maxApproverKeys = 1000;
/** As often as anyone switches it, and far below what would make the document large. */
export const maxSignatureDemands = 1000;

/** One key an organization has signed with. Times are UTC, to the second. */
export const publishedKeySchema = z.strictObject({
  /** base64 of SHA-256 over `spki`. */
  hint: z.string().length(44),
  /** base64 of the Ed25519 SubjectPublicKeyInfo. */
  spki: z.string().length(60),
  validFor: z.strictObject({ start: isoSecondsSchema, end: isoSecondsSchema.optional() }),
  revokedAt: isoSecondsSchema.optional(),
  reason: z.string().max(200).optional(),
});

/**
 * A passkey of someone who may approve, and for how long. Nothing says whose. One that ended and came
 * back stands here twice.
 */
export const approverKeySchema = z.strictObject({
  /** base64 of SHA-256 over `spki`. */
  hint: z.string().length(44),
  /** base64 of the SubjectPublicKeyInfo: P-256 (124 characters) or Ed25519 (60). */
  spki: z.string().min(60).max(124),
  /** Whom the passkey was made for (WebAuthn Level 3, 5.4.2), and where it signs. */
  rpId: z.string().min(1).max(253),
  origin: z.string().min(1).max(300),
  validFor: z.strictObject({ start: isoSecondsSchema, end: isoSecondsSchema.optional() }),
});

/**
 * A stretch of time in which the organization takes no approval that the approver's passkey did not
 * sign. One that ended before it began covers nothing.
 */
export const signatureDemandSchema = z.strictObject({
  start: isoSecondsSchema,
  end: isoSecondsSchema.optional(),
});

/**
 * `keys.json`: every key of an organization, never shortened. Unknown members are left alone; with an
 * attestation every member is under its signature.
 */
export const keysDocumentSchema = z.object({
  mediaType: z.literal(keysMediaType),
  keys: z.array(publishedKeySchema).min(1).max(1000),
  /** The passkeys that approvals are signed with; left out where there never was one. */
  approvers: z.array(approverKeySchema).min(1).max(maxApproverKeys).optional(),
  /** When signed approvals were demanded; left out where they never were. */
  signedApprovals: z.array(signatureDemandSchema).min(1).max(maxSignatureDemands).optional(),
  /** The id of the organization whose keys these are. */
  organization: z.string().max(100).optional(),
  /** Counts the documents of an organization, from 1. */
  sequence: z.number().int().min(1).optional(),
  issuedAt: isoSecondsSchema.optional(),
  /** A bundle over this document without this member, signed by the log's key. */
  attestation: z.unknown().optional(),
});

export type PublishedKey = z.infer<typeof publishedKeySchema>;
export type ApproverKey = z.infer<typeof approverKeySchema>;
export type SignatureDemand = z.infer<typeof signatureDemandSchema>;
export type KeysDocument = z.infer<typeof keysDocumentSchema>;
export type ReadKeys = z.ZodSafeParseResult<KeysDocument>;

/** The name of a key in a bundle: base64 of SHA-256 over its SPKI. */
export function keyHint(spki: Uint8Array, sha256: Sha256 = nobleSha256): string {
  return toBase64(sha256(spki));
}

/** `instance.pub`: the SPKI as PEM (RFC 7468), one newline at the end. */
export function publicKeyPem(spki: Uint8Array): string {
  const lines = toBase64(spki).match(/.{1,64}/g) ?? [];
  return `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`;
}

/** The `verifier` of a log entry: base64 of the PEM. */
export function verifierOf(spki: Uint8Array): string {
  return toBase64(utf8(publicKeyPem(spki)));
}

/** A key that signed, and what is said of it again and again. */
export interface SignerKey {
  readonly spki: Uint8Array;
  /** SHA-256 of `spki` in hex. */
  readonly digest: string;
  /** As in a log entry. */
  readonly verifier: string;
}

export function signerKey(spki: Uint8Array, sha256: Sha256): SignerKey {
  return { spki, digest: toHex(sha256(spki)), verifier: verifierOf(spki) };
}

/** One entry of `keys.json`, its hint computed. */
export function publishedKey(
  spki: Uint8Array,
  rest: Omit<PublishedKey, "hint" | "spki">,
): PublishedKey {
  return { hint: keyHint(spki), spki: toBase64(spki), ...rest };
}

/** One entry of `approvers`, its hint computed. */
export function approverKey(
  spki: Uint8Array,
  rest: Omit<ApproverKey, "hint" | "spki">,
): ApproverKey {
  return { hint: keyHint(spki), spki: toBase64(spki), ...rest };
}

/** What an organization says in `keys.json`, all that ever was. */
export interface PublishedTrust {
  readonly keys: readonly PublishedKey[];
  readonly approvers?: readonly ApproverKey[] | undefined;
  readonly signedApprovals?: readonly SignatureDemand[] | undefined;
}

/** The members of the document that say it; a list that never had an entry is left out. */
export function trustMembers({ keys, approvers = [], signedApprovals = [] }: PublishedTrust) {
  return {
    keys: [...keys],
    ...(approvers.length > 0 && { approvers: [...approvers] }),
    ...(signedApprovals.length > 0 && { signedApprovals: [...signedApprovals] }),
  };
}

/** Throws `invalid_input` when an entry does not have the published form or a key occurs twice. */
export function keysDocument(
  keys: readonly PublishedKey[],
  others: Omit<PublishedTrust, "keys"> = {},
): KeysDocument {
  const parsed = keysDocumentSchema.safeParse({
    mediaType: keysMediaType,
    ...trustMembers({ keys, ...others }),
  });
  if (!parsed.success || new Set(keys.map((key) => key.hint)).size !== keys.length) {
    throw new AppError("invalid_input", "A published key does not have the form of keys.json.", {
      cause: parsed.error,
    });
  }
  return parsed.data;
}
