import { claimsReport, readAttackReportStatement } from "./attack-report.ts";
import { readBundle } from "./bundle.ts";
import { claimsMerge, readMergedStatement } from "./merged-as.ts";
import { readStatement } from "./statement.ts";

/** The fix that a bundle says it is about, before anything is verified; null where it says none. */
export function claimedFixId(bundle: unknown): string | null {
  return claimOf(bundle)?.fixId ?? null;
}

/** The commit that a bundle says it signs, approved or merged; null where it says none. */
export function claimedCommit(bundle: unknown): string | null {
  return claimOf(bundle)?.commit ?? null;
}

/** Whether a bundle says that it holds the statement of a merge. */
export function isMergeBundle(bundle: unknown): boolean {
  const read = readBundle(bundle);
  return read.ok && claimsMerge(read.bundle.payload);
}

/** Whether a bundle says that it holds the statement of a report. */
export function isReportBundle(bundle: unknown): boolean {
  const read = readBundle(bundle);
  return read.ok && claimsReport(read.bundle.payload);
}

/** The campaign whose report a bundle says it is about, before anything is verified; null for others. */
export function claimedReportId(bundle: unknown): string | null {
  const read = readBundle(bundle);
  if (!read.ok || !claimsReport(read.bundle.payload)) return null;
  const stated = readAttackReportStatement(read.bundle.payload);
  return stated.ok ? stated.statement.predicate.reportId : null;
}

function claimOf(json: unknown): { readonly fixId: string; readonly commit: string } | null {
  const read = readBundle(json);
  if (!read.ok) return null;
  const { payload } = read.bundle;
  if (claimsMerge(payload)) {
    const stated = readMergedStatement(payload);
    if (!stated.ok) return null;
    const { predicate, subject } = stated.statement;
    return { fixId: predicate.fixId, commit: subject[0].digest.gitCommit };
  }
  const stated = readStatement(payload);
  if (!stated.ok) return null;
  const { predicate, subject } = stated.statement;
  return { fixId: predicate.fixId, commit: subject[1].digest.gitCommit };
}
