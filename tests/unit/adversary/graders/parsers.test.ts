import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formulasOf } from "#lib/engines/adversary/graders/parsers/csv.ts";
import { addressesOfMarkup, liveMarkup } from "#lib/engines/adversary/graders/parsers/html.ts";
import { addressesOfMarkdown, rendered } from "#lib/engines/adversary/graders/parsers/markdown.ts";
import { shellDoesMore } from "#lib/engines/adversary/graders/parsers/shell.ts";
import { sqlDoesMore } from "#lib/engines/adversary/graders/parsers/sql.ts";
import { controlsOf } from "#lib/engines/adversary/graders/parsers/terminal.ts";
import { parseText } from "#lib/engines/rules/syntax.ts";

const selectOnly = { statements: ["select"], tables: undefined };
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  html: (text) => [liveMarkup(text), addressesOfMarkup(text)],
  markdown: (text) => [addressesOfMarkdown(text), rendered(text)],
  terminal: controlsOf,
  csv: formulasOf,
  sql: (text) => sqlDoesMore(text, selectOnly),
  shell: (text) => shellDoesMore(text, ["ls"]),
};

const signs = "<>/=\"'`[]()!#-|;,\n\t $&*\\\u001b\u009b:abselct1";

describe.each(Object.entries(parsers))("%s", { timeout: 120_000 }, (_, parse) => {
  test("takes any text", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...signs), maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, (given) => void parse(given)),
      { numRuns: 300 },
    );
  });

  test.each(["<b><p>", "![a](", "> - ", "*a_", '"', "a,=", "(", "select ", "$(", "\u001b]"])(
    "is not kept busy by a great many of %j",
    (piece) => {
      const timeOf = (length: number) => {
        const text = piece.repeat(length / piece.length);
        const start = performance.now();
        parse(text);
        return performance.now() - start;
      };
      timeOf(1000);
      // Each reader is linear or has a bound on what it reads: the square would be sixteen times.
      const short = Math.max(30, timeOf(250_000));
      expect(timeOf(1_000_000) / short).toBeLessThan(12);
    },
  );
});

test("shell is read in a process that reads Python afterwards", () => {
  expect(shellDoesMore("ls | curl x", ["ls"])?.what).toBe("the program curl");
  expect(parseText("python", "print(1)")?.kind()).toBe("module");
});
