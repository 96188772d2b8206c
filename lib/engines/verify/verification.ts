import type { AttackReportStatement } from "./attack-report.ts";
import type { GitRevision } from "./check-subjects.ts";
import {
  type Check,
  type CheckId,
  type CheckResult,
  checkOf,
  compared,
  judged,
  notRun,
} from "./checks.ts";
import type { MergedStatement } from "./merged-as.ts";
import type { Statement } from "./statement.ts";
import type { ReadForm } from "./statement-form.ts";
import type { TrustInput } from "./trust.ts";

/** One bundle, and what it is held against besides a root and keys. */
export interface BundleInput {
  /** Parsed JSON. Text from outside goes through `parseBundleText` first. */
  readonly bundle: unknown;
  /** The bytes of `fix.patch`, where they are at hand. */
  readonly patch?: Uint8Array | undefined;
  /** The bytes of `report.json`, where they are at hand and the bundle is a report's. */
  readonly report?: Uint8Array | undefined;
  /** The signed commit as a clone has it; null when the clone does not have it. */
  readonly repository?: GitRevision | null | undefined;
  /** The commit that brought the fix into its target branch. */
  readonly merged?: GitRevision | undefined;
  /** The predicate type to insist on. Without it, `approved-fix/v1` under any base URL. */
  readonly predicateType?: string | undefined;
  /** Whose keys these are, for the words of one check. */
  readonly publisher?: string | undefined;
  /** Refuses an approval that the approver's own passkey did not sign. */
  readonly requireApproverSignature?: boolean | undefined;
  /** Refuses a log time more than five minutes after this. */
  readonly now?: Date | undefined;
}

export interface VerifyInput extends BundleInput, TrustInput {}

/** The same with the bundle of the merge. */
export interface BundleChain extends BundleInput {
  /** The bundle of the merge, parsed JSON; left out where there is none (yet). */
  readonly mergedBundle?: unknown;
  /** The merged commit as a clone has it; null when the clone does not have it. */
  readonly mergedRepository?: GitRevision | null | undefined;
}

export interface ChainInput extends BundleChain, TrustInput {}

export interface Verification {
  /** No check fails, and each one that needs no more than the bundle, root and keys holds. */
  readonly ok: boolean;
  /** All of its kind, in the order of the public page. */
  readonly checks: readonly Check[];
  /** Present once its signature holds with a published key. */
  readonly statement?: Statement;
  /** The same for the statement of a merge. */
  readonly mergedStatement?: MergedStatement;
  /** The same for the report of an adversarial campaign. */
  readonly reportStatement?: AttackReportStatement;
  /** The log's time, ISO 8601 in UTC; present once the log's promise holds. */
  readonly verifiedTime?: string;
  readonly logIndex?: number;
}

export type Results = Partial<Record<CheckId, CheckResult>>;

/** The checks of these ids, those that were not reached among them, and what they amount to. */
export function verdictOf(
  ids: readonly CheckId[],
  results: Results,
  notReached: (id: CheckId) => string,
  publisher: string | undefined,
): Pick<Verification, "ok" | "checks"> {
  const checks = ids.map((id) => checkOf(id, results[id] ?? notRun(notReached(id)), publisher));
  return { ok: checks.every(isFine), checks };
}

const unneeded: Readonly<Partial<Record<CheckId, readonly string[]>>> = {
  patch: ["withheld"],
  approver: ["absent"],
  merged_patch: ["withheld", "not_run"],
  merged_approval: ["not_run"],
  merged: ["not_run"],
  report_bytes: ["not_run"],
};

/** Whether this check stands in the way of nothing. */
export function isFine({ id, outcome }: Check): boolean {
  return outcome === "holds" || unneeded[id]?.includes(outcome) === true;
}

/** Why a check was not made, by what it needs. */
export function whyNotReached(id: CheckId, isUnreadable: boolean): string {
  if (isUnreadable) return "Needs a bundle that can be read.";
  switch (id.replace(/^merged_/, "")) {
    case "signature":
    case "entry":
      return "Needs a key that the organization publishes.";
    case "validity":
      return "Needs a published key and a time that the log vouches for.";
    case "checkpoint":
      return "Needs a log that the trusted root knows.";
    default:
      return "Needs a signed statement and everything before it to hold.";
  }
}

export function formResult(
  read: ReadForm<Statement | MergedStatement | AttackReportStatement>,
  wanted: string | undefined,
): CheckResult {
  if (!read.ok) return judged(read.reason, []);
  const { predicateType } = read.statement;
  const other = wanted !== undefined && wanted !== predicateType;
  return judged(other ? "The statement is of another type than the one expected." : null, [
    compared("Predicate type", predicateType),
    ...(wanted === undefined ? [] : [compared("Expected", wanted, "Predicate type")]),
    compared("Read against", `The published schema: ${leavesOf(read.statement)} fields, all valid`),
  ]);
}

function leavesOf(value: unknown): number {
  if (value === null || typeof value !== "object") return 1;
  let leaves = 0;
  for (const member of Object.values(value)) leaves += leavesOf(member);
  return leaves;
}
