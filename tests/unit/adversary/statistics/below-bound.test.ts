import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { belowBound } from "#lib/engines/adversary/statistics/index.ts";
import bounds from "#tests/vectors/statistics/below-bound.json" with { type: "json" };

describe("what to say of none", () => {
  it("is below 9.5 % for 0 of 30, and just under the rule of three", () => {
    expect(belowBound(30)).toBeCloseTo(0.095, 4);
    // Hanley and Lippman-Hand, JAMA 249, 1983: 3 / n is near, and never less, from 30 on.
    for (const trials of [30, 60, 100, 1000]) {
      const bound = belowBound(trials) ?? Number.NaN;
      expect(bound).toBeLessThan(3 / trials);
      expect(bound).toBeGreaterThan(2.85 / trials);
    }
  });

  it(`is what ${bounds.madeBy} gives`, () => {
    expect(bounds.rows.length).toBeGreaterThan(50);
    for (const { trials, confidence, bound } of bounds.rows) {
      expect(belowBound(trials, confidence)).toBeCloseTo(bound, 13);
    }
  });

  it("is the share at which none would be seen one time in twenty", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (trials) => {
        const bound = belowBound(trials) ?? Number.NaN;
        expect((1 - bound) ** trials).toBeCloseTo(0.05, 10);
        expect(belowBound(trials + 1)).toBeLessThan(bound);
      }),
    );
  });

  it("is nothing where nothing was tried", () => {
    expect(belowBound(0)).toBeNull();
  });
});
