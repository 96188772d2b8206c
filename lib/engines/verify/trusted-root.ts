import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { bytesEqual, fromBase64, toBase64, toHex } from "#lib/base/index.ts";
import { logNameOf } from "./checkpoint.ts";
import { HeadMemory } from "./head-memory.ts";
import type { Sha256 } from "./ports.ts";
import { reasonOf } from "./refusal.ts";
import { p256PointOf } from "./signature-form.ts";
import { isoTimeSchema } from "./times.ts";
import { z } from "./zod.ts";

export const trustedRootMediaType = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

const logSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).max(300),
  hashAlgorithm: z.literal("SHA2_256"),
  publicKey: z.strictObject({
    rawBytes: z.string().length(124),
    keyDetails: z.literal("PKIX_ECDSA_P256_SHA_256"),
    validFor: z.strictObject({ start: isoTimeSchema, end: isoTimeSchema.optional() }),
  }),
  logId: z.strictObject({ keyId: z.string().length(44) }),
  operator: z.string().max(200).optional(),
});

/** Other logs and authorities in the same file are left alone: it may be a wider Sigstore root. */
export const trustedRootSchema = z.object({
  mediaType: z
    .string()
    .regex(/^application\/vnd\.dev\.sigstore\.trustedroot(\+json;version=0\.1|\.v0\.2\+json)$/),
  tlogs: z
    .array(z.looseObject({ logId: z.looseObject({ keyId: z.string().max(100) }) }))
    .min(1)
    .max(100),
});

export interface LogAuthority {
  readonly baseUrl: string;
  readonly spki: Uint8Array;
  /** From when the log's key counts, and until when. UTC. */
  readonly validFor: { readonly start: string; readonly end?: string | undefined };
}

export type TrustedRoot = z.infer<typeof trustedRootSchema>;
export type ReadRoot = z.ZodSafeParseResult<TrustedRoot>;

/** `trusted_root.json` as cosign, sigstore-go and sigstore-js take it: our logs, and nothing else. */
export function trustedRoot(
  logs: readonly LogAuthority[],
  sha256: Sha256 = nobleSha256,
): TrustedRoot {
  return {
    mediaType: trustedRootMediaType,
    tlogs: logs.map(({ baseUrl, spki, validFor }) => ({
      baseUrl,
      hashAlgorithm: "SHA2_256",
      publicKey: {
        rawBytes: toBase64(spki),
        keyDetails: "PKIX_ECDSA_P256_SHA_256",
        validFor: { start: validFor.start, ...(validFor.end && { end: validFor.end }) },
      },
      logId: { keyId: toBase64(sha256(spki)) },
    })),
  };
}

/** A log as a verifier knows it. */
export interface KnownLog extends LogAuthority {
  readonly name: string;
  /** SHA-256 of its key in hex. */
  readonly id: string;
  readonly heads: HeadMemory;
}

export type FoundLog =
  | { readonly ok: true; readonly log: KnownLog }
  | { readonly ok: false; readonly reason: string };

/** The one log of the root with this id, its key shown to be what the id names. */
export function findLog(parsed: ReadRoot, logId: Uint8Array, sha256: Sha256): FoundLog {
  if (!parsed.success) return refuse(`The trusted root cannot be read. ${reasonOf(parsed.error)}`);
  const wanted = toBase64(logId);
  const [found, second] = parsed.data.tlogs.filter((log) => log.logId.keyId === wanted);
  if (found === undefined) return refuse("The trusted root does not know the log of this entry.");
  if (second !== undefined) return refuse("The trusted root names two logs by the same id.");
  const read = logSchema.safeParse(found);
  if (!read.success)
    return refuse(`The log in the trusted root cannot be read. ${reasonOf(read.error)}`);
  const { baseUrl, publicKey } = read.data;
  const spki = fromBase64(publicKey.rawBytes);
  if (spki === null || p256PointOf(spki) === null)
    return refuse("The log's key is not a P-256 key.");
  if (!bytesEqual(sha256(spki), logId))
    return refuse("The log's id is not the SHA-256 of its key.");
  const { validFor } = publicKey;
  const name = logNameOf(baseUrl);
  const log = { baseUrl, spki, validFor, name, id: toHex(logId), heads: new HeadMemory() };
  return { ok: true, log };
}

function refuse(reason: string): FoundLog {
  return { ok: false, reason };
}
