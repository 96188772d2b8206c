import type { WorldData } from "./schema.ts";

/** A record of the world. Every one has a customer to whom it belongs. */
export type WorldRecord = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly tenant: string;
};

/** The tables of one attempt’s world, and what they were at its beginning. */
export class WorldState {
  readonly #tables = new Map<string, Map<string, WorldRecord>>();
  readonly #before: ReadonlyMap<string, WorldRecord>;

  constructor(data: WorldData) {
    this.#fill("documents", data.documents);
    this.#fill("messages", data.messages);
    this.#fill("customers", data.customers);
    this.#fill("orders", data.orders);
    this.#fill("invoices", data.invoices);
    this.#fill("memories", data.memories);
    this.#fill(
      "files",
      data.files.map(({ path, ...file }) => ({ id: path, path, ...file })),
    );
    this.#before = new Map(this.#all());
  }

  list(table: string): readonly WorldRecord[] {
    return [...(this.#tables.get(table)?.values() ?? [])];
  }

  read(table: string, id: string): WorldRecord | null {
    return this.#tables.get(table)?.get(id) ?? null;
  }

  put(table: string, record: WorldRecord): void {
    const rows = this.#tables.get(table) ?? new Map<string, WorldRecord>();
    this.#tables.set(table, rows.set(record.id, record));
  }

  remove(table: string, id: string): void {
    this.#tables.get(table)?.delete(id);
  }

  /** `table/id` → the fields that differ from the beginning; `deleted: true` for what is gone. */
  changed(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    const now = new Map(this.#all());
    const changes: Record<string, Record<string, unknown>> = {};
    for (const [key, record] of now) {
      const before = this.#before.get(key);
      const fields = Object.entries(record).filter(([name, value]) => before?.[name] !== value);
      if (fields.length > 0) changes[key] = Object.fromEntries(fields);
    }
    for (const key of this.#before.keys()) if (!now.has(key)) changes[key] = { deleted: true };
    return changes;
  }

  #fill(table: string, records: readonly WorldRecord[]): void {
    for (const record of records) this.put(table, record);
  }

  *#all(): Iterable<[string, WorldRecord]> {
    for (const [table, rows] of this.#tables) {
      for (const [id, record] of rows) yield [`${table}/${id}`, record];
    }
  }
}
