import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readTargetSpec } from "#lib/engines/adversary/index.ts";
import { specSchemas } from "#lib/engines/adversary/targets/spec.ts";

const page = await readFile("docs/adversary-targets.md", "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

test("every example of docs/adversary-targets.md is read, and each kind has one", () => {
  const kinds = examples.map((text) => readTargetSpec(text).kind);
  expect(new Set(kinds)).toEqual(new Set(Object.keys(specSchemas)));
  expect(kinds.length).toBeGreaterThanOrEqual(12);
});

test("the page names every slot", async () => {
  const { slotNames } = await import("#lib/engines/adversary/targets/read-spec.ts");
  for (const name of Object.values(slotNames).flat()) expect(page).toContain(`{{${name}}}`);
});
