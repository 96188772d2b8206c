import {
  attackReportStatementBytes,
  buildAttackReportStatement,
  type StatedReport,
} from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import type { AppendEntry } from "./mutate-logged.ts";
import type { SignedFix } from "./sign-approved-fix.ts";
import { openNames, signStatement } from "./sign-statement.ts";
import type { OpenedKey } from "./signing-keys.ts";

/** Everything a statement says of a report, its names in the open. */
export interface AttackReportFacts extends Omit<StatedReport, "target" | "signedFor"> {
  readonly target: string;
  readonly signedFor: string;
  /** SHA-256, hex, of the report’s bytes. */
  readonly reportSha256: string;
}

/** States, signs and logs a report inside the transaction of `append`, as `signApprovedFix` does. */
export async function signAttackReport(
  tx: Tx,
  append: AppendEntry,
  key: OpenedKey,
  { reportSha256, ...facts }: AttackReportFacts,
  namesPublic: boolean,
): Promise<SignedFix> {
  const { name, openings } = openNames(namesPublic);
  const statement = buildAttackReportStatement(
    {
      ...facts,
      target: name("target", facts.target),
      signedFor: name("signedFor", facts.signedFor),
    },
    reportSha256,
    config().ETNA_ATTESTATION_BASE_URL,
  );
  const payload = attackReportStatementBytes(statement);
  const { bundle, entry } = await signStatement(tx, append, key, payload);
  return { bundle, logIndex: entry.logIndex, openings };
}
