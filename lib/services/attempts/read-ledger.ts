import { canonicalJson } from "#lib/base/index.ts";
import { type LedgerRecord, ledgerDigest } from "#lib/engines/agent/index.ts";
import { type AgentAttempt, readAs } from "#lib/platform/db/index.ts";

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
  const records = recordsOf(rows);
  if (records.length === 0) return null;
  return { text: canonicalJson(records), sha256: ledgerDigest(records) };
}

/**
 * The text whose digest a statement names. A repair that ended after the signature has a record more,
 * which the statement does not speak of. Null where no attempts give it.
 */
export function ledgerNamed(rows: readonly StoredLedger[], sha256: string): string | null {
  const records = recordsOf(rows);
  for (let count = records.length; count > 0; count--) {
    const stated = records.slice(0, count);
    if (ledgerDigest(stated) === sha256) return canonicalJson(stated);
  }
  return null;
}

type StoredLedger = Pick<AgentAttempt, "ledger">;

function recordsOf(rows: readonly StoredLedger[]): readonly LedgerRecord[] {
  return rows.flatMap(({ ledger }) => (ledger === null ? [] : [ledger as LedgerRecord]));
}
