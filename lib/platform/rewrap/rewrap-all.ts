import pg from "pg";
import { isAppError } from "#lib/base/index.ts";
import {
  keyRing,
  rewrapSealed,
  type SealedColumn,
  type SealedSecret,
} from "#lib/platform/vault/index.ts";
import { allColumns, readRows, replaceRow, type SealedRow } from "./sealed-rows.ts";

export interface RewrapReport {
  /** Names the key that all is under now. */
  readonly keyId: string;
  readonly columns: readonly {
    readonly column: SealedColumn;
    readonly moved: number;
    /** Values that do not open: altered, or under a key that this process was not given. */
    readonly left: number;
  }[];
  /** One sentence for each reason why something was left. */
  readonly reasons: readonly string[];
}

const batchSize = 100;
/** How many values are with key management at a time. */
const atOnce = 8;

/**
 * Wraps the data key of every sealed value anew, under the key that seals now. Each value is moved
 * by one statement that demands it to be as it was read: killed at any point nothing is lost, a
 * second run goes on where the first ended, and what somebody writes meanwhile stands. Runs as the
 * owner, because it goes through all tenants. Throws `unavailable` when key management is away.
 */
export async function rewrapAll(
  ownerUrl: string,
  onMoved: (column: SealedColumn, moved: number) => void = () => undefined,
): Promise<RewrapReport> {
  const { seals } = await keyRing();
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const columns: { column: SealedColumn; moved: number; left: number }[] = [];
    const reasons = new Set<string>();
    for (const column of allColumns) {
      const counts = { column, moved: 0, left: 0 };
      let after: readonly string[] | null = null;
      for (;;) {
        const rows = await readRows(client, column, seals.keyId, after, batchSize);
        for (let at = 0; at < rows.length; at += atOnce) {
          const some = rows.slice(at, at + atOnce);
          const answers = await Promise.all(some.map(rewrapped));
          for (const [which, { sealed, reason }] of answers.entries()) {
            const row = some[which];
            if (row !== undefined && sealed !== null) {
              // False: somebody wrote another value meanwhile, under the key that seals.
              counts.moved += Number(await replaceRow(client, column, row, sealed));
            } else if (reason !== null) {
              counts.left++;
              reasons.add(reason);
            }
          }
        }
        after = rows.at(-1)?.key ?? null;
        if (after === null) break;
        onMoved(column, counts.moved);
      }
      columns.push(counts);
    }
    return { keyId: seals.keyId, columns, reasons: [...reasons] };
  } finally {
    await client.end();
  }
}

async function rewrapped(
  row: SealedRow,
): Promise<{ readonly sealed: SealedSecret | null; readonly reason: string | null }> {
  try {
    return { sealed: await rewrapSealed(row.sealed, row.purpose), reason: null };
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable") throw error;
    return { sealed: null, reason: error.message };
  }
}
