import pg from "pg";
import { allColumns, placeOf } from "./sealed-rows.ts";

/** How many sealed values of one column are under one key. */
export interface KeyUse {
  readonly keyId: string;
  readonly column: string;
  readonly count: number;
}

/** What is sealed under which key, in the whole database. `ownerUrl` is the owner's connection. */
export async function countByKey(ownerUrl: string): Promise<readonly KeyUse[]> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const uses: KeyUse[] = [];
    for (const column of allColumns) {
      const { table, name } = placeOf(column);
      const { rows } = await client.query<{ keyId: string; count: number }>(
        `SELECT ${name} ->> 'keyId' AS "keyId", count(*)::int AS count FROM ${table}
         WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY 1`,
      );
      uses.push(...rows.map((row) => ({ ...row, column })));
    }
    return uses;
  } finally {
    await client.end();
  }
}
