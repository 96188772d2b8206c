import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { fromBase64, toBase64 } from "#lib/base/index.ts";
import { type Envelope, statementPayloadType } from "./dsse.ts";
import { keyHint } from "./keys.ts";
import type { EntryPromise } from "./log-entry.ts";
import type { Sha256 } from "./ports.ts";
import { reasonOf } from "./refusal.ts";
import { compiledOnReuse, z } from "./zod.ts";

export const bundleMediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** Canonical base64 (RFC 4648), read: the text is what was signed over, the bytes what it says. */
export interface Base64 {
  readonly text: string;
  readonly bytes: Uint8Array;
}

export function base64Bytes(minBytes: number, maxBytes: number) {
  return z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .transform((text, context): Base64 => {
      const bytes = fromBase64(text);
      if (bytes !== null && bytes.length >= minBytes && bytes.length <= maxBytes) {
        return { text, bytes };
      }
      const message = `expected canonical base64 of ${minBytes} to ${maxBytes} bytes`;
      context.issues.push({ code: "custom", message, input: text });
      return z.NEVER;
    });
}

/** The same, left as text: for what is kept and compared as it stands. */
export function base64Text(minBytes: number, maxBytes: number) {
  return z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .refine((text) => {
      const size = fromBase64(text)?.length ?? -1;
      return size >= minBytes && size <= maxBytes;
    }, `expected canonical base64 of ${minBytes} to ${maxBytes} bytes`);
}

/** Protobuf writes 64-bit numbers as text. Leaf 0 is the log's own, so a bundle's index is never 0. */
const positiveNumber = z.string().regex(/^[1-9][0-9]{0,14}$/, "expected a whole number above 0");

const inclusionSchema = z.strictObject({
  logIndex: positiveNumber,
  rootHash: base64Bytes(32, 32),
  treeSize: positiveNumber,
  hashes: z.array(base64Bytes(32, 32)).max(64),
  checkpoint: z.strictObject({ envelope: z.string().max(1000) }),
});

const entrySchema = z.strictObject({
  logIndex: positiveNumber,
  logId: z.strictObject({ keyId: base64Bytes(32, 32) }),
  kindVersion: z.strictObject({ kind: z.literal("dsse"), version: z.literal("0.0.1") }),
  /** Seconds since 1970, eleven digits at most, so that it is a date. */
  integratedTime: z.string().regex(/^[1-9][0-9]{0,10}$/),
  inclusionPromise: z.strictObject({ signedEntryTimestamp: base64Bytes(8, 72) }),
  inclusionProof: inclusionSchema,
  canonicalizedBody: base64Bytes(1, 4096),
});

/** The same in a log that is not ours, whose entries and trees may begin at 0. */
export const publicEntrySchema = entrySchema.extend({
  logIndex: z.string().regex(/^(0|[1-9][0-9]{0,14})$/),
  inclusionProof: inclusionSchema.extend({
    logIndex: z.string().regex(/^(0|[1-9][0-9]{0,14})$/),
  }),
});

export type PublicEntry = z.input<typeof publicEntrySchema>;

/** What a bundle says besides its envelope: whose key, and where in the log. */
export const materialSchema = z.strictObject({
  publicKey: z.strictObject({ hint: base64Bytes(32, 32) }),
  tlogEntries: z.tuple([entrySchema]),
});

/** Sigstore bundle v0.3 as this log makes them: one key hint, one `dsse` entry, one signature. */
export const bundleSchema = z.strictObject({
  mediaType: z.literal(bundleMediaType),
  verificationMaterial: materialSchema,
  dsseEnvelope: z.strictObject({
    payload: base64Bytes(1, 4096),
    payloadType: z.literal(statementPayloadType),
    signatures: z.tuple([z.strictObject({ sig: base64Bytes(64, 64) })]),
  }),
});

export type Bundle = z.input<typeof bundleSchema>;
const bundleReader = compiledOnReuse(bundleSchema);

/** The same form around another kind of payload. */
export type BundleOf<Type extends string> = Omit<Bundle, "dsseEnvelope"> & {
  dsseEnvelope: { payload: string; payloadType: Type; signatures: [{ sig: string }] };
};

export interface BundleParts<Type extends string = typeof statementPayloadType> {
  readonly envelope: Envelope<Type>;
  /** The SPKI of the key that signed the envelope. */
  readonly spki: Uint8Array;
  readonly entry: EntryPromise;
  readonly signedEntryTimestamp: Uint8Array;
  readonly proof: {
    readonly root: Uint8Array;
    readonly size: number;
    readonly hashes: readonly Uint8Array[];
    /** From `signCheckpoint`, over the same root and size. */
    readonly checkpoint: string;
  };
}

/** Puts a bundle together; the parts are taken as they are, so verify the result before it leaves. */
export function assembleBundle<Type extends string = typeof statementPayloadType>(
  parts: BundleParts<Type>,
  sha256: Sha256 = nobleSha256,
): BundleOf<Type> {
  const { envelope, entry, proof } = parts;
  return {
    mediaType: bundleMediaType,
    verificationMaterial: {
      publicKey: { hint: keyHint(parts.spki, sha256) },
      tlogEntries: [
        {
          logIndex: String(entry.logIndex),
          logId: { keyId: toBase64(entry.logId) },
          kindVersion: { kind: "dsse", version: "0.0.1" },
          integratedTime: String(entry.integratedTime),
          inclusionPromise: { signedEntryTimestamp: toBase64(parts.signedEntryTimestamp) },
          inclusionProof: {
            logIndex: String(entry.logIndex),
            rootHash: toBase64(proof.root),
            treeSize: String(proof.size),
            hashes: proof.hashes.map((hash) => toBase64(hash)),
            checkpoint: { envelope: proof.checkpoint },
          },
          canonicalizedBody: toBase64(entry.body),
        },
      ],
    },
    dsseEnvelope: {
      payload: envelope.payload,
      payloadType: envelope.payloadType,
      signatures: [{ sig: envelope.signatures[0].sig }],
    },
  };
}

export type ReadBundle =
  | { readonly ok: true; readonly bundle: DecodedBundle }
  | { readonly ok: false; readonly reason: string };

/** A bundle with its base64 and its numbers read. */
export interface DecodedBundle<Type extends string = typeof statementPayloadType> {
  readonly envelope: Envelope<Type>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly hint: string;
  readonly entry: EntryPromise;
  /** `entry.body` as it stands in the bundle, in base64. */
  readonly entryBase64: string;
  readonly signedEntryTimestamp: Uint8Array;
  readonly proof: {
    readonly index: number;
    readonly size: number;
    readonly root: Uint8Array;
    readonly hashes: readonly Uint8Array[];
    readonly checkpoint: string;
  };
}

/** Reads parsed JSON as a bundle of exactly this form. Nothing is verified yet. */
export function readBundle(json: unknown): ReadBundle {
  const parsed = bundleReader.safeParse(json);
  if (!parsed.success) return { ok: false, reason: reasonOf(parsed.error) };
  return { ok: true, bundle: decodeBundle(parsed.data) };
}

/** What the schema of a bundle, around a payload of any kind, makes of one. */
interface SeenBundle<Type extends string> {
  readonly verificationMaterial: z.output<typeof materialSchema>;
  readonly dsseEnvelope: {
    readonly payload: Base64;
    readonly payloadType: Type;
    readonly signatures: readonly [{ readonly sig: Base64 }];
  };
}

/** Puts in order what a schema has seen, and reads its numbers. */
export function decodeBundle<Type extends string>({
  verificationMaterial: material,
  dsseEnvelope: { payload, payloadType, signatures },
}: SeenBundle<Type>): DecodedBundle<Type> {
  const [{ sig }] = signatures;
  return {
    envelope: { payload: payload.text, payloadType, signatures: [{ sig: sig.text }] },
    payload: payload.bytes,
    signature: sig.bytes,
    hint: material.publicKey.hint.text,
    ...decodeEntry(material.tlogEntries[0]),
  };
}

/** The same for one log's entry by itself. */
export function decodeEntry(
  entry: z.output<typeof publicEntrySchema>,
): Pick<DecodedBundle, "entry" | "entryBase64" | "signedEntryTimestamp" | "proof"> {
  const { inclusionProof: proof } = entry;
  return {
    entry: {
      body: entry.canonicalizedBody.bytes,
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logId: entry.logId.keyId.bytes,
    },
    entryBase64: entry.canonicalizedBody.text,
    signedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp.bytes,
    proof: {
      index: Number(proof.logIndex),
      size: Number(proof.treeSize),
      root: proof.rootHash.bytes,
      hashes: proof.hashes.map(({ bytes }) => bytes),
      checkpoint: proof.checkpoint.envelope,
    },
  };
}
