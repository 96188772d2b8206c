import { AppError } from "#lib/base/index.ts";
import { disclosable, sha256TextSchema } from "./disclosable.ts";
import { reasonOf } from "./refusal.ts";
import {
  defaultAttestationBase,
  fixIdSchema,
  gitObject,
  payloadOf,
  predicateTypeSchema,
  type ReadForm,
  readForm,
  sha256Hex,
  statementType,
  typeUnder,
} from "./statement-form.ts";
import { isoSecondsSchema } from "./times.ts";
import { z } from "./zod.ts";

const approvedFixName = "approved-fix/v1";
const word = z.string().regex(/^[a-z][a-z0-9_.-]{0,39}$/);

const predicateSchema = z.strictObject({
  fixId: fixIdSchema,
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

/** in-toto Statement v1 with the predicate `approved-fix/v1`: exactly three subjects, in order. */
export const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  predicateType: predicateTypeSchema(approvedFixName),
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
  return typeUnder(attestationBase, approvedFixName);
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
    _type: statementType,
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
  return payloadOf(statement);
}

export type ReadStatement = ReadForm<Statement>;

/** Reads a payload: canonical JSON of exactly the published form. Says nothing about who signed it. */
export function readStatement(payload: Uint8Array): ReadStatement {
  return readForm(payload, statementSchema);
}
