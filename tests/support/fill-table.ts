import type { World } from "./world.ts";

/** Puts one row of the organization into each table that has none: what no service fills yet. */
export async function fillEmptyTables(
  world: World,
  tables: readonly string[],
  organizationId: string,
): Promise<void> {
  const left = new Set<string>();
  for (const table of tables) {
    const sql = `SELECT 1 FROM ${table} WHERE organization_id = $1 LIMIT 1`;
    if ((await world.database.query(sql, [organizationId])).length === 0) left.add(table);
  }
  // A table may refer to another one that is still empty: that one first, then this one.
  for (let pass = 0; left.size > 0; pass++) {
    for (const table of left) {
      try {
        await world.database.query(await insertion(world, table), [organizationId]);
        left.delete(table);
      } catch (error) {
        if (pass === tables.length) throw error;
      }
    }
  }
}

async function insertion(world: World, table: string): Promise<string> {
  const columns = await world.database.query(
    `SELECT c.column_name AS name, c.data_type AS type, c.udt_name AS udt, r.relname AS target,
       f.attname AS "targetColumn", EXISTS (SELECT FROM information_schema.columns o
         WHERE o.table_name = r.relname AND o.column_name = 'organization_id') AS "targetIsTenant"
     FROM information_schema.columns c
     JOIN pg_attribute a ON a.attrelid = $1::text::regclass AND a.attname = c.column_name
     LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
     LEFT JOIN pg_class r ON r.oid = k.confrelid
     LEFT JOIN pg_attribute f ON f.attrelid = r.oid AND f.attnum = k.confkey[1]
     WHERE c.table_schema = 'public' AND c.table_name = $1::text
       AND c.is_nullable = 'NO' AND c.column_default IS NULL`,
    [table],
  );
  const names = columns.map((column) => `"${column.name}"`);
  const values = columns.map((column) => value(table, column));
  return `INSERT INTO ${table} (${names.join(", ")}) VALUES (${values.join(", ")})`;
}

function value(table: string, column: Record<string, unknown>): string {
  if (column.name === "organization_id") return "$1";
  if (column.target !== null) {
    const own = column.targetIsTenant === true ? "WHERE organization_id = $1" : "";
    return `(SELECT "${column.targetColumn}" FROM "${column.target}" ${own} LIMIT 1)`;
  }
  switch (column.type) {
    case "text":
      return `'${table} ' || $1`;
    case "timestamp with time zone":
      return "now()";
    case "jsonb":
    case "ARRAY":
      return "'{}'";
    case "bytea":
      return "''";
    case "boolean":
      return "false";
    case "USER-DEFINED":
      return `(enum_range(NULL::"${column.udt}"))[1]`;
    default:
      return "1";
  }
}
