import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { gatePolicySchema, readTargetSpec, waiverSchema } from "#lib/engines/adversary/index.ts";
import { attackCommand } from "../../../bin/etna/attack.ts";

let guide = "";
beforeAll(async () => {
  guide = await readFile(new URL("../../../docs/adversary.md", import.meta.url), "utf8");
});

/** The code block with this word behind its fence. */
function block(name: string): string {
  const [, code] = new RegExp(`^\`\`\`yaml ${name}\n(.*?)^\`\`\``, "ms").exec(guide) ?? [];
  expect(code, name).toBeDefined();
  return code ?? "";
}

test("the files that the guide shows are read as they stand there", () => {
  expect(readTargetSpec(block("target")).name).toBe("Support desk");
  const [, first = ""] = /<<'END'\n(.*?)^END$/ms.exec(guide) ?? [];
  expect(readTargetSpec(first).name).toBe("Desk");
  expect(z.array(waiverSchema).parse(parse(block("waivers")))).toHaveLength(1);
});

test("what the guide calls the gate’s defaults are its defaults", () => {
  const policy = gatePolicySchema.parse(parse(block("policy")));
  expect({ ...policy, budgets: {} }).toEqual(gatePolicySchema.parse({}));
});

test("the guide names every option, and none that is not there", () => {
  const options = attackCommand().options.map(({ long }) => long);
  const named = new Set(guide.match(/(?<![\w-])--[a-z][a-z-]+/g));
  expect([...named].sort()).toEqual(options.toSorted());
});
