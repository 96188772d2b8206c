import type pg from "pg";
import {
  columnsNamed,
  purposeOf,
  type SealedColumn,
  type SealedSecret,
  type SealPurpose,
  sealedColumns,
} from "#lib/platform/vault/index.ts";

/** One sealed value as it stands in the database. */
export interface SealedRow {
  readonly purpose: SealPurpose;
  readonly sealed: SealedSecret;
  /** What tells its row from the others. */
  readonly key: readonly string[];
  /** The stored JSON as PostgreSQL writes it, to see whether it is still the same. */
  readonly stored: string;
}

export const allColumns = Object.keys(sealedColumns) as SealedColumn[];

/** The next rows after `after`, in the order of their key, that are sealed under another key. */
export async function readRows(
  client: pg.Client,
  column: SealedColumn,
  sealingKeyId: string,
  after: readonly string[] | null,
  limit: number,
): Promise<readonly SealedRow[]> {
  const { table, name, key } = placeOf(column);
  const columns = key.map(quoted).join(", ");
  const places = key.map((_, at) => `$${at + 3}`).join(", ");
  const { rows } = await client.query<Record<string, string> & { sealed: SealedSecret }>(
    `SELECT ${columns}, ${name} AS sealed, ${name}::text AS stored FROM ${table}
     WHERE ${name} ->> 'keyId' <> $1 ${after === null ? "" : `AND (${columns}) > (${places})`}
     ORDER BY ${columns} LIMIT $2`,
    [sealingKeyId, limit, ...(after ?? [])],
  );
  return rows.map((row) => ({
    purpose: purposeOf(column, row as never),
    sealed: row.sealed,
    key: key.map((part) => row[part] ?? ""),
    stored: row.stored ?? "",
  }));
}

/** Writes the value where the row still holds what was read. False where somebody was first. */
export async function replaceRow(
  client: pg.Client,
  column: SealedColumn,
  row: SealedRow,
  sealed: SealedSecret,
): Promise<boolean> {
  const { table, name, key } = placeOf(column);
  const same = key.map((part, at) => `${quoted(part)} = $${at + 3}`).join(" AND ");
  const { rowCount } = await client.query(
    `UPDATE ${table} SET ${name} = $1::jsonb WHERE ${name} = $2::jsonb AND ${same}`,
    [JSON.stringify(sealed), row.stored, ...row.key],
  );
  return rowCount === 1;
}

/** Names are those of `sealedColumns`: none of them comes from outside. */
export function placeOf(column: SealedColumn) {
  const [table = "", name = ""] = column.split(".");
  return { table: quoted(table), name: quoted(name), key: columnsNamed(column) };
}

function quoted(name: string): string {
  return `"${name}"`;
}
