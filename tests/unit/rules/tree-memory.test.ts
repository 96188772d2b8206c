import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { parsesAsWellAs } from "#lib/engines/rules/index.ts";

it("parsing file after file does not pile up trees", async () => {
  const statement = "export function price(weight) { return rates.find((r) => r.max > weight); }\n";
  const text = statement.repeat(250);
  const before = process.memoryUsage().rss;
  for (let file = 0; file < 300; file++) {
    parsesAsWellAs(`src/${file}.ts`, text, text);
    await nextTurn();
  }
  // Two trees a round: over 500 MB where nothing collects them.
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});
