import { readBundle } from "./bundle.ts";
import { claimsMerge, readMergedStatement } from "./merged-as.ts";
import { readStatement } from "./statement.ts";

/** The fix that a bundle says it is about, before anything is verified; null where it says none. */
export function claimedFixId(bundle: unknown): string | null {
  const read = readBundle(bundle);
  if (!read.ok) return null;
  const { payload } = read.bundle;
  const stated = claimsMerge(payload) ? readMergedStatement(payload) : readStatement(payload);
  return stated.ok ? stated.statement.predicate.fixId : null;
}
