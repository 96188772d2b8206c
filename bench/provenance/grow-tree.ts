import { asOwner } from "../support/as-owner.ts";

/** Fills the tree up by statements over whole levels: a million entries in less than a minute. */
export async function growTo(size: number): Promise<void> {
  await asOwner(async (client) => {
    const state = await client.query<{ size: string }>("SELECT size FROM log_state");
    const first = Number(state.rows[0]?.size);
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO log_entries ("index", leaf_hash, body, integrated_time)
       SELECT i, sha256('\\x00'::bytea || int8send(i)), int8send(i), 1800000000
       FROM generate_series($1::bigint, $2::bigint - 1) i`,
      [first, size],
    );
    await client.query(
      `INSERT INTO log_nodes (level, "index", hash)
       SELECT 0, "index", leaf_hash FROM log_entries WHERE "index" >= $1`,
      [first],
    );
    for (let level = 1; 2 ** level <= size; level++) {
      await client.query(
        `INSERT INTO log_nodes (level, "index", hash)
         SELECT $1::int, l."index" / 2, sha256('\\x01'::bytea || l.hash || r.hash)
         FROM log_nodes l JOIN log_nodes r ON r.level = l.level AND r."index" = l."index" + 1
         WHERE l.level = $1::int - 1 AND l."index" % 2 = 0 AND l."index" / 2 >= $2::bigint >> $1::int`,
        [level, first],
      );
    }
    await client.query("UPDATE log_state SET size = $1", [size]);
    await client.query("COMMIT");
    await client.query("VACUUM ANALYZE log_entries");
    await client.query("VACUUM ANALYZE log_nodes");
  });
}

/** Refuses to count where the server may lose what it confirmed. */
export async function sizeOnDisk(): Promise<{ readonly entries: number; readonly bytes: number }> {
  return await asOwner(async (client) => {
    const { rows } = await client.query<Record<string, string>>(
      `SELECT (SELECT size FROM log_state) AS entries, current_setting('fsync') AS fsync,
         current_setting('synchronous_commit') AS commits,
         pg_total_relation_size('log_entries') + pg_total_relation_size('log_nodes') AS bytes`,
    );
    const [row] = rows;
    if (row?.fsync !== "on" || row.commits !== "on")
      throw new Error("The database is not durable.");
    return { entries: Number(row.entries), bytes: Number(row.bytes) };
  });
}
