import { canonicalJson, decodeUtf8, type Json, toHex } from "#lib/base/index.ts";
import { type AttackReportStatement, readAttackReportStatement } from "./attack-report.ts";
import type { DecodedBundle } from "./bundle.ts";
import {
  type CheckResult,
  compared,
  firstFault,
  judged,
  notRun,
  reportCheckIds,
} from "./checks.ts";
import type { Sha256 } from "./ports.ts";
import type { Trust } from "./trust.ts";
import {
  type BundleInput,
  formResult,
  type Results,
  type Verification,
  verdictOf,
  whyNotReached,
} from "./verification.ts";
import { verifyEnvelope } from "./verify-envelope.ts";
import { z } from "./zod.ts";

/** The nine checks of the signed report of an adversarial campaign. */
export async function verifyReport(
  input: BundleInput,
  bundle: DecodedBundle,
  trust: Trust,
): Promise<Verification> {
  const read = readAttackReportStatement(bundle.payload);
  const { results: own, isSigned, logged } = await verifyEnvelope(bundle, input.now, trust);
  const results: Results = { ...own, report_statement: formResult(read, input.predicateType) };
  const statement = isSigned && read.ok ? read.statement : undefined;
  if (statement !== undefined) {
    results.report_bytes = checkReport(statement, input, trust.crypto.sha256);
  }
  return {
    ...verdictOf(reportCheckIds, results, (id) => whyNotReached(id, false), input.publisher),
    ...(statement && { reportStatement: statement }),
    ...logged,
  };
}

/** What of a report the statement repeats. Its other members are for those who read reports. */
const repeated = z.looseObject({
  target: z.looseObject({ name: z.string() }),
  suite: z.string(),
  seed: z.string(),
  profile: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  cases: z.record(z.string(), z.number()),
  gate: z.looseObject({ outcome: z.string() }),
});

function checkReport(
  { subject, predicate }: AttackReportStatement,
  { report, patch }: BundleInput,
  sha256: Sha256,
): CheckResult {
  const stated = subject[0].digest.sha256;
  const label = "In the statement";
  if (patch !== undefined && report === undefined) {
    return judged("A patch was given to be compared, and this is the bundle of a report.", []);
  }
  if (report === undefined) {
    const reason =
      "The report was not given. Give your copy of report.json and it is compared here.";
    return notRun(reason, [compared(label, stated)]);
  }
  const given = toHex(sha256(report));
  const pair = [compared(label, stated), compared("sha256 of report.json", given, label)];
  if (given !== stated) {
    return judged(
      "The report is not the one that was signed. The signature is for other bytes.",
      pair,
    );
  }
  return judged(differenceOf(report, predicate), pair);
}

/** Where the statement sums the very report up wrongly, or null. */
function differenceOf(
  bytes: Uint8Array,
  predicate: AttackReportStatement["predicate"],
): string | null {
  const read = repeated.safeParse(parseCanonical(decodeUtf8(bytes) ?? ""));
  if (!read.success) return "What was signed is no report that can be read.";
  const { target, suite, cases, gate, ...same } = read.data;
  const counts = Object.entries(predicate.cases);
  const isWithheld = typeof predicate.target !== "string";
  return firstFault(
    [
      isWithheld || target.name === predicate.target,
      "The report names another agent than the statement.",
    ],
    [`sha256:${suite}` === predicate.suite, "The report names another suite than the statement."],
    [
      counts.every(([verdict, number]) => cases[verdict] === number),
      "The report counts other cases than the statement.",
    ],
    [gate.outcome === predicate.gate, "The report’s gate said something else than the statement."],
    [
      (["seed", "profile", "startedAt", "endedAt"] as const).every(
        (name) => same[name] === predicate[name],
      ),
      "The report is of another run than the statement.",
    ],
  );
}

/** The value of canonical JSON, which can mean one thing only; null for any other text. */
function parseCanonical(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    return canonicalJson(value) === text ? value : null;
  } catch {
    return null;
  }
}
