import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readSuite } from "#lib/engines/adversary/index.ts";
import { seedTables } from "#tests/support/adversary/seed-tables.ts";

const page = "docs/adversary-seeds.md";

/** A page around what stands between two marks. */
function parted(text: string, name: string): readonly [string, string, string] {
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open) + open.length, text.indexOf(close)];
  if (from < open.length || to < from) throw new Error(`${page} has no marks of ${name}.`);
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

describe("docs/adversary-seeds.md", () => {
  it("has the tables of the schema and of the transforms (ETNA_WRITE_DOCS=1 writes them)", async () => {
    let text = await readFile(page, "utf8");
    if (process.env.ETNA_WRITE_DOCS === "1") {
      for (const [name, table] of Object.entries(seedTables())) {
        const [before, , after] = parted(text, name);
        text = `${before}${table}\n${after}`;
      }
      await writeFile(page, text);
    }
    for (const [name, table] of Object.entries(seedTables())) {
      expect(parted(text, name)[1], name).toBe(`${table}\n`);
      const isDescribed = name === "transforms" || !/\| {2}\|$/m.test(table);
      expect(isDescribed, `${name} lacks a description`).toBe(true);
    }
  });

  it("has an example that is read", async () => {
    const text = await readFile(page, "utf8");
    const examples = text
      .split("```yaml\n")
      .slice(1)
      .map((part, index) => ({ path: `${index}.yaml`, text: part.split("```")[0] ?? "" }));
    expect(readSuite(examples).seeds.size).toBe(examples.length);
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });
});
