import { decodeUtf8, fromBase64 } from "#lib/base/index.ts";
import { parseStrictJson } from "./strict-json.ts";
import { z } from "./zod.ts";

const digest = z.strictObject({ algorithm: z.literal("sha256"), value: z.string().max(64) });
const bodySchema = z.strictObject({
  apiVersion: z.literal("0.0.1"),
  kind: z.literal("dsse"),
  spec: z.strictObject({
    envelopeHash: digest,
    payloadHash: digest,
    signatures: z.tuple([z.strictObject({ signature: z.string(), verifier: z.string() })]),
  }),
});

/** A Rekor `dsse/0.0.1` entry: digests in hex, the signature and the PEM of its key in base64. */
type EntryBody = z.infer<typeof bodySchema>;

/** The `canonicalizedBody` of an entry, field by field; null where it has another form. */
export function readEntryBody(body: Uint8Array): EntryBody | null {
  const json = parseStrictJson(decodeUtf8(body) ?? "");
  return json.ok ? (bodySchema.safeParse(json.value).data ?? null) : null;
}

/** The SPKI of the key that an entry names in `verifier`: base64 of its PEM. Null where it is none. */
export function spkiOfVerifier(verifier: string): Uint8Array | null {
  const pem = decodeUtf8(fromBase64(verifier) ?? new Uint8Array()) ?? "";
  const [, lines = ""] =
    /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=\n]+)-----END PUBLIC KEY-----\n$/.exec(pem) ?? [];
  return lines === "" ? null : fromBase64(lines.replaceAll("\n", ""));
}
