import { AppError, canonicalJson, decodeUtf8, type Json, utf8 } from "#lib/base/index.ts";
import { maxPaeBytes, preAuthEncoding, preAuthHead } from "./dsse.ts";
import { reasonOf } from "./refusal.ts";
import { parseStrictJson } from "./strict-json.ts";
import { type Reader, z } from "./zod.ts";

export const defaultAttestationBase = "https://agentetna.com";
export const statementType = "https://in-toto.io/Statement/v1";

export const gitObject = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export const fixIdSchema = z
  .string()
  .regex(/^fx_[0-9A-HJKMNP-TV-Z]{20}$/, "expected the id of a fix");

/** A predicate type of this name under any base URL. */
export function predicateTypeSchema(name: string) {
  return z
    .string()
    .max(300)
    .regex(new RegExp(`^https?:\\/\\/[^\\s/?#]+(?:\\/[^\\s?#]*)?\\/attestations\\/${name}$`));
}

export function typeUnder(attestationBase: string, name: string): string {
  return `${attestationBase.replace(/\/+$/, "")}/attestations/${name}`;
}

/** The payload: JCS (RFC 8785) in UTF-8. Throws `too_large` when its PAE would reach 4096 bytes. */
export function payloadOf(statement: unknown): Uint8Array<ArrayBuffer> {
  const payload = utf8(canonicalJson(statement as Json));
  const paeBytes = preAuthEncoding(payload).length;
  if (paeBytes >= maxPaeBytes) {
    throw new AppError(
      "too_large",
      `The statement takes ${paeBytes} bytes to sign and key services take fewer than ${maxPaeBytes}. Shorten the check summaries or split the fix.`,
    );
  }
  return payload;
}

export type ReadForm<S> =
  | { readonly ok: true; readonly statement: S }
  | { readonly ok: false; readonly reason: string };

/** Reads a payload: canonical JSON of exactly this form. Says nothing about who signed it. */
export function readForm<S>(payload: Uint8Array, schema: Reader<S>): ReadForm<S> {
  if (preAuthHead(payload).length + payload.length >= maxPaeBytes) {
    return { ok: false, reason: `The signed bytes reach the ${maxPaeBytes} that are allowed.` };
  }
  const text = decodeUtf8(payload);
  if (text === null) return { ok: false, reason: "The statement is not UTF-8." };
  const canonical = parseCanonical(text);
  const json =
    canonical === undefined ? parseStrictJson(text) : ({ ok: true, value: canonical } as const);
  if (!json.ok) return { ok: false, reason: `The statement cannot be read. ${json.reason}` };
  const parsed = schema.safeParse(json.value);
  if (!parsed.success) {
    return { ok: false, reason: `The statement does not have its form. ${reasonOf(parsed.error)}` };
  }
  if (canonical === undefined) {
    return { ok: false, reason: "The statement is not written in its canonical form (RFC 8785)." };
  }
  return { ok: true, statement: parsed.data };
}

/** The same, of a statement that must not contradict itself; `contradictionOf` says how one would. */
export function readConsistentForm<S>(
  payload: Uint8Array,
  schema: Reader<S>,
  contradictionOf: (statement: S) => string | null,
): ReadForm<S> {
  const read = readForm(payload, schema);
  const fault = read.ok ? contradictionOf(read.statement) : null;
  return fault === null
    ? read
    : { ok: false, reason: `The statement contradicts itself. ${fault}` };
}

/** Asks whether a payload says that it has the predicate of this name. Nothing else of it is looked at. */
export function claimOfPredicate(name: string): (payload: Uint8Array) => boolean {
  const schema = z.looseObject({ predicateType: predicateTypeSchema(name) });
  return (payload) => {
    const text = decodeUtf8(payload) ?? "";
    if (!text.includes(`/attestations/${name}"`)) return false;
    const json = parseStrictJson(text);
    return json.ok && schema.safeParse(json.value).success;
  };
}

/** What `parseStrictJson` refuses besides names that occur twice, which canonical text cannot hold. */
const reservedName = /"(?:__proto__|constructor|prototype)":/;

/** The value of canonical JSON; undefined for any other text, and for what is read more closely. */
function parseCanonical(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return canonicalJson(value) === text && !reservedName.test(text) ? value : undefined;
  } catch {
    return undefined;
  }
}
