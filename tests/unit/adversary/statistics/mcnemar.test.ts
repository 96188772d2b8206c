import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mcnemarExact } from "#lib/engines/adversary/statistics/index.ts";
import tests from "#tests/vectors/statistics/mcnemar.json" with { type: "json" };

/** In whole numbers, with 200 bits behind the point. */
function byWholeNumbers(b: number, c: number): number {
  const pairs = BigInt(b + c);
  let [binomial, sum] = [1n, 1n];
  for (let i = 1n; i <= BigInt(Math.min(b, c)); i++) {
    binomial = (binomial * (pairs - i + 1n)) / i;
    sum += binomial;
  }
  return Math.min(1, Number((sum << 201n) >> pairs) / 2 ** 200);
}

const counts = fc.integer({ min: 0, max: 2000 });

describe("the exact McNemar test", () => {
  it.each([
    // Bentur et al. in Fagerland et al., BMC Medical Research Methodology 13:91, 2013.
    [1, 7, 0.0703],
    // Fay's vignette of the R package exact2x2: mcnemar.exact(matrix(c(21, 9, 2, 12), 2, 2)).
    [9, 2, 0.06543],
    // Agresti, Categorical Data Analysis, 1990, p. 350 (in R's mcnemar.test): the President's approval.
    [86, 150, 0.00003716],
  ])("gives for %d and %d the published p = %d", (b, c, p) => {
    expect(mcnemarExact(b, c) / p).toBeCloseTo(1, 3);
  });

  it(`gives what ${tests.madeBy} give`, () => {
    expect(tests.rows.length).toBeGreaterThan(50);
    for (const { b, c, p, pOfBinomialTest } of tests.rows) {
      expect(mcnemarExact(b, c) / p).toBeCloseTo(1, 11);
      expect(mcnemarExact(b, c) / pOfBinomialTest).toBeCloseTo(1, 11);
    }
  });

  it.each([
    [4900, 5100],
    [4700, 5300],
    [4999, 5001],
    [9000, 8700],
  ])("is right to twelve digits for %d and %d", (b, c) => {
    expect(mcnemarExact(b, c) / byWholeNumbers(b, c)).toBeCloseTo(1, 12);
  });

  it("is the same both ways, from 0 to 1, and the smaller the more uneven the pairs", () => {
    fc.assert(
      fc.property(counts, counts, (b, c) => {
        const p = mcnemarExact(b, c);
        expect(mcnemarExact(c, b)).toBe(p);
        expect(p >= 0 && p <= 1).toBe(true);
        const [fewer, more] = [Math.min(b, c), Math.max(b, c)];
        if (fewer > 0) expect(mcnemarExact(fewer - 1, more + 1)).toBeLessThanOrEqual(p);
      }),
    );
  });

  it("shows nothing where no pair changed, or as many each way, or fewer than six", () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(40, 40)).toBe(1);
    expect(mcnemarExact(0, 5)).toBe(0.0625);
    expect(mcnemarExact(0, 6)).toBe(0.03125);
  });

  it("refuses what is no count", () => {
    expect(() => mcnemarExact(-1, 3)).toThrow(/no share/);
    expect(() => mcnemarExact(1, Number.NaN)).toThrow(/no share/);
  });
});
