import { AppError, canonicalJson, decodeUtf8, isId, type Json, utf8 } from "#lib/base/index.ts";
import { disclosable, sha256TextSchema } from "./disclosable.ts";
import { maxPaeBytes, preAuthEncoding, statementPayloadType } from "./dsse.ts";
import { reasonOf } from "./refusal.ts";
import { parseStrictJson } from "./strict-json.ts";
import { isoSecondsSchema } from "./times.ts";
import { z } from "./zod.ts";

export const defaultAttestationBase = "https://agentetna.com";
const approvedFixPath = "/attestations/approved-fix/v1";

const gitObject = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const word = z.string().regex(/^[a-z][a-z0-9_.-]{0,39}$/);

const predicateSchema = z.strictObject({
  fixId: z.string().refine((text) => isId("fix", text), "expected the id of a fix"),
  change: z.strictObject({
    repository: disclosable(200),
    targetRef: disclosable(200),
    fromRevision: gitObject,
    targetTree: gitObject,
    /** What `git patch-id --stable` says of the patch. */
    patchId: gitObject,
  }),
  agent: z.union([
    z.strictObject({
      name: z.string().max(40),
      version: z.string().max(40),
      rule: disclosable(120),
    }),
    z.strictObject({
      name: z.string().max(40),
      version: z.string().max(40),
      model: disclosable(120),
    }),
  ]),
  findings: z
    .array(z.strictObject({ fingerprint: disclosable(128), rule: disclosable(120).optional() }))
    .min(1)
    .max(32),
  /** `id` comes from Etna's own fixed list and names nothing of the customer's. */
  checks: z
    .array(
      z.strictObject({
        id: word,
        outcome: z.enum(["passed", "failed", "not_run"]),
        summary: disclosable(240),
      }),
    )
    .max(32),
  /** Digest of the context ledger, or null when no model saw any code. */
  context: z.strictObject({ ledger: sha256TextSchema.nullable() }),
  approval: z.strictObject({
    by: disclosable(120),
    method: word,
    at: isoSecondsSchema,
    policy: disclosable(200),
    bound: z.strictObject({ gitCommit: gitObject, gitTree: gitObject, patch: sha256TextSchema }),
  }),
});

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** in-toto Statement v1 with the predicate `approved-fix/v1`: exactly three subjects, in order. */
export const statementSchema = z.strictObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  predicateType: z
    .string()
    .max(300)
    .regex(/^https?:\/\/[^\s/?#]+(?:\/[^\s?#]*)?\/attestations\/approved-fix\/v1$/),
  subject: z.tuple([
    z.strictObject({ name: z.literal("fix.patch"), digest: z.strictObject({ sha256: sha256Hex }) }),
    z.strictObject({ name: z.literal("commit"), digest: z.strictObject({ gitCommit: gitObject }) }),
    z.strictObject({ name: z.literal("tree"), digest: z.strictObject({ gitTree: gitObject }) }),
  ]),
  predicate: predicateSchema,
});

export type Statement = z.infer<typeof statementSchema>;
export type ApprovedFix = z.infer<typeof predicateSchema>;

export interface Subjects {
  /** SHA-256 of the exact bytes of the patch file, 64 hex digits. */
  readonly patchSha256: string;
  readonly gitCommit: string;
  readonly gitTree: string;
}

export function predicateTypeOf(attestationBase: string = defaultAttestationBase): string {
  return attestationBase.replace(/\/+$/, "") + approvedFixPath;
}

/**
 * The statement to sign. Throws `invalid_input` when a field does not have its form or the approver
 * is named by an e-mail address, `too_large` when the PAE would reach 4096 bytes.
 */
export function buildStatement(
  subjects: Subjects,
  predicate: ApprovedFix,
  attestationBase: string = defaultAttestationBase,
): Statement {
  const parsed = statementSchema.safeParse({
    _type: "https://in-toto.io/Statement/v1",
    predicateType: predicateTypeOf(attestationBase),
    subject: [
      { name: "fix.patch", digest: { sha256: subjects.patchSha256 } },
      { name: "commit", digest: { gitCommit: subjects.gitCommit } },
      { name: "tree", digest: { gitTree: subjects.gitTree } },
    ],
    predicate,
  });
  if (!parsed.success) {
    throw new AppError("invalid_input", `This cannot be stated. ${reasonOf(parsed.error)}`);
  }
  const { by } = parsed.data.predicate.approval;
  if (typeof by === "string" && /\S@\S/.test(by)) {
    throw new AppError(
      "invalid_input",
      "A statement is public for ever: it takes no e-mail address.",
    );
  }
  statementBytes(parsed.data);
  return parsed.data;
}

/** The payload: JCS (RFC 8785) in UTF-8. Throws `too_large` when its PAE would reach 4096 bytes. */
export function statementBytes(statement: Statement): Uint8Array<ArrayBuffer> {
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

export type ReadStatement =
  | { readonly ok: true; readonly statement: Statement }
  | { readonly ok: false; readonly reason: string };

/** Reads a payload: canonical JSON of exactly the published form. Says nothing about who signed it. */
export function readStatement(payload: Uint8Array): ReadStatement {
  if (preAuthEncoding(payload, statementPayloadType).length >= maxPaeBytes) {
    return { ok: false, reason: `The signed bytes reach the ${maxPaeBytes} that are allowed.` };
  }
  const text = decodeUtf8(payload);
  if (text === null) return { ok: false, reason: "The statement is not UTF-8." };
  const json = parseStrictJson(text);
  if (!json.ok) return { ok: false, reason: `The statement cannot be read. ${json.reason}` };
  const parsed = statementSchema.safeParse(json.value);
  if (!parsed.success) {
    return { ok: false, reason: `The statement does not have its form. ${reasonOf(parsed.error)}` };
  }
  if (canonicalJson(parsed.data as Json) !== text) {
    return { ok: false, reason: "The statement is not written in its canonical form (RFC 8785)." };
  }
  return { ok: true, statement: parsed.data };
}
