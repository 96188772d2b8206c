import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bootstrapInterval,
  type SeedAttempts,
  wilson,
} from "#lib/engines/adversary/statistics/index.ts";
import intervals from "#tests/vectors/statistics/bootstrap.json" with { type: "json" };

function seedsOf(count: number, breachedSeeds: number, attempts: number): SeedAttempts[] {
  const breachedIn = (index: number) => (index < breachedSeeds ? attempts : 0);
  return Array.from({ length: count }, (_, index) => ({
    breaches: breachedIn(index),
    tried: attempts,
  }));
}

const someSeeds = fc.array(
  fc.integer({ min: 0, max: 5 }).chain((tried) =>
    fc.record({
      breaches: fc.integer({ min: 0, max: tried }),
      tried: fc.constant(tried),
    }),
  ),
  { maxLength: 30 },
);

describe("the bootstrap by seed", () => {
  it(`comes to what ${intervals.madeBy} comes to, within chance`, () => {
    for (const [index, { breached, attempts, low, high }] of intervals.rows.entries()) {
      const seeds = breached.map((count, at) => ({ breaches: count, tried: attempts[at] ?? 0 }));
      const interval = bootstrapInterval(seeds, `row ${index}`);
      // An end of 2,000 resamples strays by about a sixtieth of the width, and lies on a whole attempt.
      const attemptsSum = attempts.reduce((sum, count) => sum + count);
      const chance = (high - low) / 20 + 1 / attemptsSum;
      expect(Math.abs((interval?.low ?? 9) - low)).toBeLessThan(chance);
      expect(Math.abs((interval?.high ?? 9) - high)).toBeLessThan(chance);
    }
  });

  it("gives the same interval for the same random seed, and another for another", () => {
    const seeds = seedsOf(40, 13, 3);
    expect(bootstrapInterval(seeds, "a")).toEqual(bootstrapInterval(seeds, "a"));
    const found = ["a", "b", "c", "d", "e", "f"].map((seed) => bootstrapInterval(seeds, seed)?.low);
    expect(new Set(found).size).toBeGreaterThan(1);
  });

  it("stays what it was", () => {
    expect(bootstrapInterval(seedsOf(40, 13, 3), "etna")).toEqual({ low: 0.175, high: 0.475 });
  });

  it("is near Wilson's where each seed was tried once", () => {
    for (const count of [60, 120, 400]) {
      for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
        const breached = count * share;
        const interval = bootstrapInterval(seedsOf(count, breached, 1), "near");
        const near = wilson(breached, count);
        expect(Math.abs((interval?.low ?? 9) - (near?.low ?? 0))).toBeLessThan(2.5 / count + 0.01);
        expect(Math.abs((interval?.high ?? 9) - (near?.high ?? 0))).toBeLessThan(
          2.5 / count + 0.01,
        );
      }
    }
  });

  it("is no narrower for attempts that only repeat their seed's result", () => {
    expect(bootstrapInterval(seedsOf(50, 20, 5), "same")).toEqual(
      bootstrapInterval(seedsOf(50, 20, 1), "same"),
    );
  });

  it("lies from 0 to 1, and within the seeds' own shares", () => {
    fc.assert(
      fc.property(someSeeds, fc.string(), (seeds, randomSeed) => {
        const shares = seeds
          .filter(({ tried }) => tried > 0)
          .map(({ breaches, tried }) => breaches / tried);
        const interval = bootstrapInterval(seeds, randomSeed, { resamples: 100 });
        if (interval === null) {
          expect(new Set(shares).size).toBeLessThan(2);
          return;
        }
        expect(interval.low).toBeLessThanOrEqual(interval.high);
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...shares) - 1e-12);
        expect(interval.high).toBeLessThanOrEqual(Math.max(...shares) + 1e-12);
      }),
    );
  });

  it("claims nothing where no two seeds differ, and counts none that was not tried", () => {
    expect(bootstrapInterval([], "x")).toBeNull();
    expect(bootstrapInterval(seedsOf(30, 0, 3), "x")).toBeNull();
    expect(bootstrapInterval(seedsOf(30, 30, 3), "x")).toBeNull();
    expect(bootstrapInterval([{ breaches: 1, tried: 3 }], "x")).toBeNull();
    const untried = { breaches: 0, tried: 0 };
    expect(bootstrapInterval([untried, ...seedsOf(9, 4, 2), untried], "x")).toEqual(
      bootstrapInterval(seedsOf(9, 4, 2), "x"),
    );
  });

  it("refuses more breaches than attempts", () => {
    expect(() => bootstrapInterval([{ breaches: 2, tried: 1 }], "x")).toThrow(/no share/);
  });
});
