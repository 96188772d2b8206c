import { type DecodedBundle, readBundle } from "./bundle.ts";
import { checkSignature, checkValidity, findKey } from "./check-key.ts";
import { checkCheckpoint, checkEntry, checkInclusion, checkPromise } from "./check-log.ts";
import {
  checkCommit,
  checkMerged,
  checkPatch,
  checkTree,
  type GitRevision,
} from "./check-subjects.ts";
import {
  type Check,
  type CheckId,
  type CheckResult,
  checkIds,
  checkOf,
  compared,
  judged,
  notRun,
} from "./checks.ts";
import type { VerifyCrypto } from "./ports.ts";
import { type ReadStatement, readStatement, type Statement } from "./statement.ts";
import { isoSeconds } from "./times.ts";
import { findLog } from "./trusted-root.ts";

export interface VerifyInput {
  /** Parsed JSON. Text from outside goes through `parseBundleText` first. */
  readonly bundle: unknown;
  /** Parsed `trusted_root.json`. */
  readonly trustedRoot: unknown;
  /** Parsed `keys.json`. */
  readonly keys: unknown;
  /** The bytes of `fix.patch`, where they are at hand. */
  readonly patch?: Uint8Array | undefined;
  /** The signed commit as a clone has it; null when the clone does not have it. */
  readonly repository?: GitRevision | null | undefined;
  /** The commit that brought the fix into its target branch. */
  readonly merged?: GitRevision | undefined;
  /** The predicate type to insist on. Without it, `approved-fix/v1` under any base URL. */
  readonly predicateType?: string | undefined;
  /** Whose keys these are, for the words of one check. */
  readonly publisher?: string | undefined;
  /** Refuses a log time more than five minutes after this. */
  readonly now?: Date | undefined;
}

export interface Verification {
  /** No check fails, and each one that needs no more than the bundle, root and keys holds. */
  readonly ok: boolean;
  /** All twelve, in the order of the public page. */
  readonly checks: readonly Check[];
  /** Present once its signature holds with a published key. */
  readonly statement?: Statement;
  /** The log's time, ISO 8601 in UTC; present once the log's promise holds. */
  readonly verifiedTime?: string;
  readonly logIndex?: number;
}

type Results = Partial<Record<CheckId, CheckResult>>;

/**
 * Verifies a signed fix: envelope, signature, entry, promise, inclusion, checkpoint, the key at the
 * verified time, every subject. Offline, with no clock of its own. Any input gets an answer.
 */
export async function verifyBundle(
  input: VerifyInput,
  crypto: VerifyCrypto,
): Promise<Verification> {
  try {
    const read = readBundle(input.bundle);
    if (!read.ok) return refusal(input, `This is not a bundle of a signed fix. ${read.reason}`);
    return await verify(input, read.bundle, crypto);
  } catch (error) {
    const what = error instanceof Error ? error.message.slice(0, 200) : "unknown";
    return refusal(input, `The input could not be worked through: ${what}`);
  }
}

/** The answer for a bundle that cannot even be parsed, such as text that `parseBundleText` refuses. */
export function refuseBundle(reason: string): Verification {
  return refusal({}, `This is not a bundle of a signed fix. ${reason}`);
}

function refusal(input: Pick<VerifyInput, "publisher">, reason: string): Verification {
  return verdictOf({ statement: judged(reason, []) }, input);
}

async function verify(
  input: VerifyInput,
  bundle: DecodedBundle,
  crypto: VerifyCrypto,
): Promise<Verification> {
  const { sha256 } = crypto;
  const read = readStatement(bundle.payload);
  const results: Results = { statement: statementResult(read, input.predicateType) };

  const { key, result } = findKey(input.keys, bundle.hint, sha256);
  results.key = result;
  if (key !== null) {
    results.signature = await checkSignature(bundle, key.spki, crypto);
    results.entry = checkEntry(bundle, key.spki, sha256);
  }

  const found = findLog(input.trustedRoot, bundle.entry.logId, sha256);
  results.inclusion = checkInclusion(bundle, sha256);
  if (found.ok) {
    results.promise = await checkPromise(bundle, found.log, crypto);
    results.checkpoint = await checkCheckpoint(bundle, found.log, crypto);
  } else {
    results.promise = judged(found.reason, []);
  }

  const promised = results.promise.outcome === "holds";
  const verifiedTime = bundle.entry.integratedTime;
  if (promised && key !== null) {
    results.validity = checkValidity(key.published, verifiedTime, input.now);
  }

  const signed = results.signature?.outcome === "holds";
  const statement = signed && read.ok ? read.statement : undefined;
  if (statement !== undefined) subjectResults(statement, input, crypto, results);
  return {
    ...verdictOf(results, input),
    ...(statement && { statement }),
    ...(promised && {
      verifiedTime: isoSeconds(new Date(verifiedTime * 1000)),
      logIndex: bundle.entry.logIndex,
    }),
  };
}

function statementResult(read: ReadStatement, wanted: string | undefined): CheckResult {
  if (!read.ok) return judged(read.reason, []);
  const { predicateType } = read.statement;
  const other = wanted !== undefined && wanted !== predicateType;
  return judged(other ? "The statement is of another type than the one expected." : null, [
    compared("Predicate type", predicateType),
    ...(wanted === undefined ? [] : [compared("Expected", wanted)]),
    compared("Read against", `The published schema: ${leavesOf(read.statement)} fields, all valid`),
  ]);
}

function leavesOf(value: unknown): number {
  if (value === null || typeof value !== "object") return 1;
  return Object.values(value).reduce((sum: number, member) => sum + leavesOf(member), 0);
}

function subjectResults(
  statement: Statement,
  input: VerifyInput,
  crypto: VerifyCrypto,
  results: Results,
): void {
  results.patch = checkPatch(statement, input.patch, crypto.sha256);
  results.commit = checkCommit(statement, input.repository);
  results.tree = checkTree(statement, input.repository);
  if (results.patch.outcome === "fails") {
    results.merged = notRun("Needs a patch that matches.");
  } else if (results.commit.outcome === "holds" && results.tree.outcome === "holds") {
    results.merged = checkMerged(statement, input.merged);
  }
}

const notReached: Readonly<Partial<Record<CheckId, string>>> = {
  signature: "Needs a key that the organization publishes.",
  entry: "Needs a key that the organization publishes.",
  validity: "Needs a published key and a time that the log vouches for.",
  checkpoint: "Needs a log that the trusted root knows.",
};

function verdictOf(
  results: Results,
  input: Pick<VerifyInput, "publisher">,
): Pick<Verification, "ok" | "checks"> {
  const unreadable = results.inclusion === undefined;
  const checks = checkIds.map((id) => {
    const why = unreadable
      ? "Needs a bundle that can be read."
      : (notReached[id] ?? "Needs a signed statement and everything before it to hold.");
    return checkOf(id, results[id] ?? notRun(why), input.publisher);
  });
  return { ok: checks.every(isFine), checks };
}

function isFine(check: Check): boolean {
  if (check.outcome === "holds") return true;
  if (check.id === "patch") return check.outcome === "withheld";
  return check.id === "merged" && check.outcome === "not_run";
}
