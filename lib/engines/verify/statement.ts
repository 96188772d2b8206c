import { AppError } from "#lib/base/index.ts";
import { approverSignatureSchema } from "./approver-signature.ts";
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
import { compiledOnReuse, z } from "./zod.ts";

const approvedFixName = "approved-fix/v1";
const word = z.string().regex(/^[a-z][a-z0-9_.-]{0,39}$/);

const predicateSchema = z.strictObject({
  fixId: fixIdSchema.describe("The id of the fix. Its public page is /verify/<id>."),
  change: z.strictObject({
    repository: disclosable(200).describe("The repository's name."),
    targetRef: disclosable(200).describe("Where it is to be merged, such as refs/heads/main."),
    fromRevision: gitObject.describe("The commit that the patch applies to."),
    targetTree: gitObject.describe("The tree that the patch makes of it."),
    patchId: gitObject.describe("What git patch-id --stable says of the patch."),
  }),
  agent: z.union([
    z.strictObject({
      name: z.string().max(40).describe("What wrote the change."),
      version: z.string().max(40).describe("The version of what wrote it."),
      rule: disclosable(120).describe("The rule that wrote it."),
    }),
    z.strictObject({
      name: z.string().max(40).describe("What wrote the change."),
      version: z.string().max(40).describe("The version of what wrote it."),
      model: disclosable(120).describe("The model that wrote it."),
    }),
  ]),
  findings: z
    .array(
      z.strictObject({
        fingerprint: disclosable(128).describe("The finding that it repairs."),
        rule: disclosable(120).optional().describe("The rule that found it."),
      }),
    )
    .min(1)
    .max(32),
  checks: z
    .array(
      z.strictObject({
        id: word.describe("From Etna's own list: it names nothing of the organization's."),
        outcome: z.enum(["passed", "failed", "not_run"]).describe("What did not run says so."),
        summary: disclosable(240)
          .optional()
          .describe(
            "What was seen, in words. Left out where the statement would be too large to sign.",
          ),
      }),
    )
    .max(32),
  context: z.strictObject({
    ledger: sha256TextSchema
      .nullable()
      .describe("Digest of the list of what a model was shown; null when none saw any code."),
  }),
  approval: z.strictObject({
    by: disclosable(120).describe("The person who approved. Never an e-mail address."),
    method: word.describe("Where: console or forge."),
    at: isoSecondsSchema.describe("When, in UTC."),
    policy: disclosable(200).describe("What the organization asks of an approval."),
    bound: z.strictObject({
      gitCommit: gitObject.describe("The commit that was approved, and no other."),
      gitTree: gitObject.describe("Its tree."),
      patch: sha256TextSchema.describe("SHA-256 of the exact bytes of fix.patch."),
    }),
    signature: approverSignatureSchema
      .optional()
      .describe(
        "What the approver’s own passkey signed. Without it the approval rests on Etna’s word.",
      ),
    review: z
      .strictObject({
        id: z.string().min(1).max(100).describe("The review or comment, as the forge numbers it."),
        account: disclosable(120).describe("The account on the forge that gave it."),
        at: isoSecondsSchema
          .optional()
          .describe("When, by the forge; left out where it keeps no time."),
      })
      .optional()
      .describe("Of an approval on the forge: what Etna re-read there."),
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

const statementReader = compiledOnReuse(statementSchema);
export type ReadStatement = ReadForm<Statement>;

/** Reads a payload: canonical JSON of exactly the published form. Says nothing about who signed it. */
export function readStatement(payload: Uint8Array): ReadStatement {
  return readForm(payload, statementReader);
}
