import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hitAtK } from "#lib/engines/adversary/statistics/index.ts";
import estimates from "#tests/vectors/statistics/hit-at-k.json" with { type: "json" };

/** The share of all ways to choose k of the attempts that choose a hit: hits are the lowest bits. */
function byEnumeration(hits: number, attempts: number, k: number): number {
  const choices = Array.from({ length: 2 ** attempts }, (_, chosen) => chosen).filter(
    (chosen) => chosen.toString(2).replaceAll("0", "").length === k,
  );
  return choices.filter((chosen) => chosen % 2 ** hits > 0).length / choices.length;
}

const seeds = fc
  .integer({ min: 1, max: 300 })
  .chain((attempts) =>
    fc.tuple(
      fc.integer({ min: 0, max: attempts }),
      fc.constant(attempts),
      fc.integer({ min: 1, max: attempts }),
    ),
  );

describe("hit@k", () => {
  it("is the share of all choices of k attempts with a hit among them", () => {
    for (let attempts = 1; attempts <= 9; attempts++) {
      for (let hits = 0; hits <= attempts; hits++) {
        for (let k = 1; k <= attempts; k++) {
          expect(hitAtK(hits, attempts, k)).toBeCloseTo(byEnumeration(hits, attempts, k), 14);
        }
      }
    }
  });

  it(`is what ${estimates.madeBy} gives`, () => {
    expect(estimates.rows.length).toBeGreaterThan(50);
    for (const { hits, attempts, k, value } of estimates.rows) {
      expect(hitAtK(hits, attempts, k)).toBeCloseTo(value, 12);
    }
  });

  it("is without bias: over all that could be seen, its mean is 1 - (1 - p)^k", () => {
    const [attempts, p] = [12, 0.3];
    for (const k of [1, 2, 5, 12]) {
      let [mean, ways] = [0, 1];
      for (let hits = 0; hits <= attempts; hits++) {
        mean += ways * p ** hits * (1 - p) ** (attempts - hits) * (hitAtK(hits, attempts, k) ?? 0);
        ways = (ways * (attempts - hits)) / (hits + 1);
      }
      expect(mean).toBeCloseTo(1 - (1 - p) ** k, 13);
    }
  });

  it("is the share at one attempt, and rises with hits and with k", () => {
    fc.assert(
      fc.property(seeds, ([hits, attempts, k]) => {
        const value = hitAtK(hits, attempts, k) ?? Number.NaN;
        expect(value >= 0 && value <= 1).toBe(true);
        expect(hitAtK(hits, attempts, 1)).toBeCloseTo(hits / attempts, 12);
        expect(hitAtK(Math.max(0, hits - 1), attempts, k)).toBeLessThanOrEqual(value + 1e-12);
        expect(hitAtK(hits, attempts, Math.max(1, k - 1))).toBeLessThanOrEqual(value + 1e-12);
      }),
    );
  });

  it("is exactly 0 for no hit, stays a number for many attempts, and is not known past those made", () => {
    expect(hitAtK(0, 1_000_000, 500_000)).toBe(0);
    expect(hitAtK(3, 1_000_000, 500_000)).toBeCloseTo(0.875, 5);
    expect(hitAtK(2, 3, 4)).toBeNull();
    expect(hitAtK(0, 0, 1)).toBeNull();
    expect(() => hitAtK(1, 3, 0)).toThrow(/no share/);
  });
});
