import {
  buildMergedStatement,
  type MergedAs,
  mergedStatementBytes,
} from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import type { AppendEntry } from "./mutate-logged.ts";
import type { SignedFix } from "./sign-approved-fix.ts";
import { openNames, signStatement } from "./sign-statement.ts";
import type { OpenedKey } from "./signing-keys.ts";

/** Everything a statement says of a merge, its names in the open. */
export interface MergedFixFacts {
  readonly fixId: string;
  readonly approved: MergedAs["approved"];
  readonly targetRef: string;
  readonly fromRevision: string | null;
  readonly gitCommit: string;
  readonly gitTree: string;
  readonly method: MergedAs["merged"]["method"];
  /** ISO 8601, UTC, whole seconds. */
  readonly at: string;
  readonly relation: MergedAs["relation"];
  readonly isApprovedPatch: boolean;
}

/** States, signs and logs a merge inside the transaction of `append`, as `signApprovedFix` does. */
export async function signMergedFix(
  tx: Tx,
  append: AppendEntry,
  key: OpenedKey,
  facts: MergedFixFacts,
  namesPublic: boolean,
): Promise<SignedFix> {
  const { name, openings } = openNames(namesPublic);
  const { fixId, approved, relation, isApprovedPatch } = facts;
  const { fromRevision, gitCommit, gitTree, method, at } = facts;
  const targetRef = name("targetRef", facts.targetRef);
  const merged = { targetRef, fromRevision, gitCommit, gitTree, method, at };
  const statement = buildMergedStatement(
    { fixId, approved, merged, relation },
    isApprovedPatch,
    config().ETNA_ATTESTATION_BASE_URL,
  );
  const payload = mergedStatementBytes(statement);
  const { bundle, entry } = await signStatement(tx, append, key, payload);
  return { bundle, logIndex: entry.logIndex, openings };
}
