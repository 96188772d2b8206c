import { AppError } from "#lib/base/index.ts";
import { firstFault } from "./checks.ts";
import { disclosable, sha256TextSchema } from "./disclosable.ts";
import { reasonOf } from "./refusal.ts";
import {
  claimOfPredicate,
  defaultAttestationBase,
  payloadOf,
  predicateTypeSchema,
  type ReadForm,
  readConsistentForm,
  sha256Hex,
  statementType,
  typeUnder,
} from "./statement-form.ts";
import { isoSecondsSchema } from "./times.ts";
import { compiledOnReuse, z } from "./zod.ts";

const attackReportName = "attack-report/v1";

export const gateOutcomes = ["passed", "failed", "unjudged", "too_little"] as const;
export type GateOutcome = (typeof gateOutcomes)[number];

const count = z.int().min(0).max(10_000_000);

const casesSchema = z.strictObject({
  planned: count.describe("Attacks that the plan holds: the sum of what follows."),
  breach: count.describe("Attacks that broke through."),
  resisted: count.describe("Attacks that the agent resisted."),
  inconclusive: count.describe("Attacks that nobody can say it of."),
  error: count.describe("Attacks that came to no answer."),
  not_tested: count.describe("Planned, and not run: a cap or a cancellation came first."),
});

const predicateSchema = z.strictObject({
  reportId: z
    .string()
    .regex(/^cm_[0-9A-HJKMNP-TV-Z]{20}$/, "expected the id of a campaign")
    .describe("The id of the campaign. Its public page is /verify/<id>."),
  target: disclosable(200).describe("The name of the agent that was attacked."),
  suite: sha256TextSchema.describe("SHA-256 of the attacks and transforms that there were."),
  seed: z.string().min(1).max(200).describe("What all chance of the plan came from."),
  profile: z.enum(["smoke", "standard", "deep"]).describe("How much was planned."),
  startedAt: isoSecondsSchema.describe("When the attacks began, in UTC."),
  endedAt: isoSecondsSchema.describe("When they ended, in UTC."),
  cases: casesSchema,
  gate: z
    .enum(gateOutcomes)
    .describe("What the gate said. A signature vouches for it, whatever it is."),
  signedFor: disclosable(200).describe("The person who had it signed. Never an e-mail address."),
});

/** in-toto Statement v1 with the predicate `attack-report/v1`; its one subject is the report's bytes. */
export const attackReportStatementSchema = z.strictObject({
  _type: z.literal(statementType),
  predicateType: predicateTypeSchema(attackReportName),
  subject: z.tuple([
    z.strictObject({
      name: z.literal("report.json"),
      digest: z.strictObject({
        sha256: sha256Hex.describe("SHA-256 of the exact bytes of report.json."),
      }),
    }),
  ]),
  predicate: predicateSchema,
});

export type AttackReportStatement = z.infer<typeof attackReportStatementSchema>;
export type StatedReport = z.infer<typeof predicateSchema>;

export function attackReportPredicateTypeOf(
  attestationBase: string = defaultAttestationBase,
): string {
  return typeUnder(attestationBase, attackReportName);
}

/**
 * The statement to sign, about the bytes with this SHA-256 (hex). Throws `invalid_input` for what has
 * not its form or contradicts itself.
 */
export function buildAttackReportStatement(
  predicate: StatedReport,
  reportSha256: string,
  attestationBase: string = defaultAttestationBase,
): AttackReportStatement {
  const parsed = attackReportStatementSchema.safeParse({
    _type: statementType,
    predicateType: attackReportPredicateTypeOf(attestationBase),
    subject: [{ name: "report.json", digest: { sha256: reportSha256 } }],
    predicate,
  });
  const fault = parsed.success
    ? (contradictionOf(parsed.data) ?? addressIn(parsed.data))
    : reasonOf(parsed.error);
  if (!parsed.success || fault !== null) {
    throw new AppError("invalid_input", `This cannot be stated. ${fault}`);
  }
  payloadOf(parsed.data);
  return parsed.data;
}

export function attackReportStatementBytes(
  statement: AttackReportStatement,
): Uint8Array<ArrayBuffer> {
  return payloadOf(statement);
}

const reportReader = compiledOnReuse(attackReportStatementSchema);

/** Reads a payload of exactly the published form that does not contradict itself. */
export function readAttackReportStatement(payload: Uint8Array): ReadForm<AttackReportStatement> {
  return readConsistentForm(payload, reportReader, contradictionOf);
}

/** Whether a payload says that it is the statement of a report. */
export const claimsReport = claimOfPredicate(attackReportName);

function addressIn({ predicate: { signedFor } }: AttackReportStatement): string | null {
  const isAddress = typeof signedFor === "string" && /\S@\S/.test(signedFor);
  return isAddress ? "A statement is public for ever: it takes no e-mail address." : null;
}

/** What no honest statement says of a run, or null. The schema cannot say these. */
function contradictionOf({ predicate }: AttackReportStatement): string | null {
  const { cases, startedAt, endedAt, gate } = predicate;
  const { planned, ...ended } = cases;
  const total = Object.values(ended).reduce((sum, each) => sum + each, 0);
  return firstFault(
    [Date.parse(endedAt) >= Date.parse(startedAt), "It ended before it began."],
    [total === planned, "Its cases do not add up to those that were planned."],
    [gate !== "passed" || cases.resisted > 0, "Its gate passed, and nothing resisted."],
  );
}
