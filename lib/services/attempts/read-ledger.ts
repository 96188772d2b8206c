import { canonicalJson } from "#lib/base/index.ts";
import { type LedgerRecord, ledgerDigest } from "#lib/engines/agent/index.ts";
import { readAs } from "#lib/platform/db/index.ts";

export interface LedgerFile {
  /** All records of the run in the order of its attempts, as canonical JSON (RFC 8785). */
  readonly text: string;
  /** SHA-256 of that very text, hex: what the statement of the run's fix names. */
  readonly sha256: string;
}

/** What models were shown at a run, as a file to keep; null where no attempt has ended. */
export async function readLedger(
  organizationId: string,
  runId: string,
): Promise<LedgerFile | null> {
  const rows = await readAs({ organizationId }, (db) =>
    db.agentAttempt.findMany({
      where: { organizationId, runId },
      orderBy: { number: "asc" },
      select: { ledger: true },
    }),
  );
  const records = rows.flatMap(({ ledger }) => (ledger === null ? [] : [ledger as LedgerRecord]));
  if (records.length === 0) return null;
  return { text: canonicalJson(records), sha256: ledgerDigest(records) };
}
