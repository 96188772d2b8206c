import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holmAdjusted } from "#lib/engines/adversary/statistics/index.ts";
import families from "#tests/vectors/statistics/holm.json" with { type: "json" };

function adjustedList(pValues: readonly number[]): readonly number[] {
  const named = pValues.map((p, index): [string, number] => [`test ${index}`, p]);
  const adjusted = holmAdjusted(Object.fromEntries(named));
  return named.map(([name]) => adjusted[name] ?? Number.NaN);
}

const pValueLists = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe("Holm's adjustment", () => {
  it.each([
    // The worked example of the article "Holm–Bonferroni method" in Wikipedia.
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    // The documentation of @stdlib/stats/padjust, which follows p.adjust of R.
    [
      [0.319, 0.201, 0.4, 0.374, 0.113],
      [0.957, 0.804, 0.957, 0.957, 0.565],
    ],
  ])("makes of %j the published %j", (pValues, expected) => {
    for (const [index, p] of adjustedList(pValues).entries())
      expect(p).toBeCloseTo(expected[index] ?? 0, 12);
  });

  it(`gives what ${families.madeBy} gives`, () => {
    for (const { p, adjusted } of families.rows) {
      for (const [index, value] of adjustedList(p).entries()) {
        expect(value).toBeCloseTo(adjusted[index] ?? Number.NaN, 14);
      }
    }
  });

  it("is between the p-value itself and Bonferroni's, and keeps the order", () => {
    fc.assert(
      fc.property(pValueLists, (pValues) => {
        const adjusted = adjustedList(pValues);
        for (const [index, p] of pValues.entries()) {
          const value = adjusted[index] ?? Number.NaN;
          expect(value).toBeGreaterThanOrEqual(p);
          expect(value).toBeLessThanOrEqual(Math.min(1, p * pValues.length));
          for (const [other, q] of pValues.entries()) {
            if (p <= q) expect(value).toBeLessThanOrEqual(adjusted[other] ?? Number.NaN);
          }
        }
      }),
    );
  });

  it("keeps every name, whatever it is, and a single p-value as it is", () => {
    const odd = JSON.parse('{"__proto__": 0.02, "constructor": 0.5, "7": 0.01}');
    expect(Object.entries(holmAdjusted(odd)).toSorted()).toEqual([
      ["7", 0.03],
      ["__proto__", 0.04],
      ["constructor", 0.5],
    ]);
    expect(holmAdjusted({ LLM01: 0.04 })).toEqual({ LLM01: 0.04 });
    expect(holmAdjusted({})).toEqual({});
  });
});
