import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalValue, wilson } from "#lib/engines/adversary/statistics/index.ts";
import criticalValues from "#tests/vectors/statistics/critical-value.json" with { type: "json" };
import intervals from "#tests/vectors/statistics/wilson.json" with { type: "json" };

const counts = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));
const confidences = fc.double({ min: 0.01, max: 0.9999, noNaN: true });

function intervalOf(successes: number, trials: number, confidence?: number) {
  const interval = wilson(successes, trials, confidence);
  if (interval === null) throw new Error("Nothing was tried.");
  return interval;
}

describe("Wilson's interval", () => {
  // Newcombe, Statistics in Medicine 17, 1998, 857–872, Table I, method 3: score without continuity correction.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("is for %d of %d what Newcombe prints: %d to %d", (successes, trials, low, high) => {
    const interval = intervalOf(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it(`is what ${intervals.madeBy} gives`, () => {
    expect(intervals.rows.length).toBeGreaterThan(50);
    for (const { successes, trials, confidence, low, high } of intervals.rows) {
      const interval = intervalOf(successes, trials, confidence);
      expect(interval.low).toBeCloseTo(low, 13);
      expect(interval.high).toBeCloseTo(high, 13);
    }
  });

  it("holds the share, lies from 0 to 1, and is the mirror of its opposite", () => {
    fc.assert(
      fc.property(counts, confidences, ([successes, trials], confidence) => {
        const { low, high } = intervalOf(successes, trials, confidence);
        const mirror = intervalOf(trials - successes, trials, confidence);
        expect(0 <= low && low <= successes / trials).toBe(true);
        expect(successes / trials <= high && high <= 1).toBe(true);
        expect(mirror.low).toBeCloseTo(1 - high, 14);
        expect(mirror.high).toBeCloseTo(1 - low, 14);
      }),
    );
  });

  it("rises with the successes, and is the wider the surer it has to be", () => {
    fc.assert(
      fc.property(counts, confidences, ([successes, trials], confidence) => {
        const { low, high } = intervalOf(successes, trials, confidence);
        const fewer = intervalOf(Math.max(0, successes - 1), trials, confidence);
        expect(fewer.low <= low && fewer.high <= high).toBe(true);
        const surer = intervalOf(successes, trials, confidence + 0.00005);
        expect(surer.low <= low && surer.high >= high).toBe(true);
      }),
    );
  });

  it("begins at exactly 0 for none, ends at exactly 1 for all, and is not there for no trial", () => {
    expect(intervalOf(0, 7).low).toBe(0);
    expect(intervalOf(7, 7).high).toBe(1);
    expect(wilson(0, 0)).toBeNull();
  });

  it.each([
    [2, 1],
    [-1, 3],
    [0.5, 3],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
  ])("refuses %d of %d", (successes, trials) => {
    expect(() => wilson(successes, trials)).toThrow(/no share/);
  });

  it.each([0, 1, -0.1, 95, Number.NaN])("refuses the confidence %d", (confidence) => {
    expect(() => wilson(1, 2, confidence)).toThrow(/not between 0 and 1/);
  });
});

describe("the critical value", () => {
  it(`is what ${criticalValues.madeBy} gives`, () => {
    for (const { confidence, z } of criticalValues.rows) {
      expect(criticalValue(confidence) / z).toBeCloseTo(1, 14);
    }
  });
});
