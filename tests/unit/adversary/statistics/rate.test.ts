import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rateOf, wilson } from "#lib/engines/adversary/statistics/index.ts";

describe("a rate", () => {
  it.each([
    [0, 30, "0 of 30: below 10 %"],
    [0, 1, "0 of 1: below 95 %"],
    [0, 3, "0 of 3: below 64 %"],
    [0, 400, "0 of 400: below 1 %"],
    [3, 30, "3 of 30: 10 % (3–26 %)"],
    [1, 3, "1 of 3: 33 % (6–80 %)"],
    [29, 200, "29 of 200: 15 % (10–21 %)"],
    [30, 30, "30 of 30: 100 % (88–100 %)"],
    [1, 400, "1 of 400: under 1 % (0–2 %)"],
    [399, 400, "399 of 400: over 99 % (98–100 %)"],
    [0, 0, "not tested"],
  ])("of %d in %d is said as %j", (hits, tried, words) => {
    expect(rateOf(hits, tried).words).toBe(words);
  });

  it("carries the numbers that its words round", () => {
    const { share, low, high, ...rest } = rateOf(3, 30);
    expect(rest).toEqual({ hits: 3, tried: 30, words: "3 of 30: 10 % (3–26 %)" });
    expect(share).toBe(0.1);
    expect({ low, high }).toEqual(wilson(3, 30));
    expect(rateOf(0, 0)).toMatchObject({ share: null, low: null, high: null });
  });

  it("is never said as none, as all, or as surer than it is", () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((tried) => fc.tuple(fc.integer({ min: 1, max: tried }), fc.constant(tried)));
    fc.assert(
      fc.property(counts, ([hits, tried]) => {
        const { words, low, high } = rateOf(hits, tried);
        expect(words).not.toContain(": 0 %");
        expect(words.includes(": 100 %")).toBe(hits === tried);
        const [, from, to] = /\((\d+)–(\d+) %\)$/.exec(words) ?? [];
        expect(Number(from)).toBeLessThanOrEqual((low ?? 0) * 100);
        expect(Number(to)).toBeGreaterThanOrEqual((high ?? 1) * 100);
      }),
    );
  });
});
