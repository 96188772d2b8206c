import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { attackIntroduction, attackSections } from "../../support/attack-document.ts";

const root = join(import.meta.dirname, "../../..");

describe("docs/security-tests.md", () => {
  it("has one part for each file of the attack suite, in order, and nothing else", async () => {
    const document = await readFile(join(root, "docs/security-tests.md"), "utf8");
    const files = attackSections(await readdir(join(root, "tests/integration/attacks")));
    const named = [...document.matchAll(/^`tests\/integration\/attacks\/(.+)`$/gm)].map(
      ([, f]) => f,
    );
    expect(named).toEqual(files);
    expect(document.startsWith(attackIntroduction)).toBe(true);
    expect(document.match(/^## /gm)).toHaveLength(files.length);
  });
});
