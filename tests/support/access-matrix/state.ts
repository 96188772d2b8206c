import type { World } from "../world.ts";

/** What looking alone may write down: when something was last used. */
const volatile: Readonly<Record<string, string>> = {
  sessions: "last_used_at",
  api_tokens: "last_used_at",
};

let tables: readonly string[] | undefined;

/** By table: a digest of all its rows. */
export async function stateOf({ database }: World): Promise<ReadonlyMap<string, string>> {
  tables ??= (
    await database.query(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    )
  ).map(({ name }) => String(name));
  const digests = tables.map((table) => {
    const row = `to_jsonb(t) - '${volatile[table] ?? ""}'`;
    return `(SELECT md5(coalesce(string_agg((${row})::text, ',' ORDER BY (${row})::text), '')) FROM "${table}" t) AS "${table}"`;
  });
  const [row] = await database.query(`SELECT ${digests.join(", ")}`);
  return new Map(Object.entries(row ?? {}).map(([table, digest]) => [table, String(digest)]));
}

/** The tables in which something is another than before. */
export function changed(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...after]
    .filter(([table, digest]) => before.get(table) !== digest)
    .map(([table]) => table);
}
