import { requirePart } from "./require.ts";

/**
 * The exact McNemar test: how likely pairs that changed would lie at least this unevenly, either way, if
 * each had been as likely to change one way as the other. `b` and `c` count the pairs that changed in one
 * direction and in the other; those that did not change say nothing. The p-value is
 * 2 Σ C(b + c, i) / 2^(b + c) over i from 0 to the smaller of both, and at most 1. With fewer than six
 * changed pairs it is never below 0.05.
 * Source: McNemar, Psychometrika 12, 1947, 153–157; in this exact form Fagerland et al., BMC Medical
 * Research Methodology 13:91, 2013.
 */
export function mcnemarExact(b: number, c: number): number {
  requirePart(0, b);
  requirePart(0, c);
  const pairs = b + c;
  let [binomial, sum, halvings] = [1, 1, pairs];
  for (let i = 1; i <= Math.min(b, c); i++) {
    binomial = (binomial * (pairs - i + 1)) / i;
    sum += binomial;
    // Some of the halvings are made on the way, where the sum would else grow out of range.
    for (; sum > 1; halvings--) [binomial, sum] = [binomial / 2, sum / 2];
  }
  return Math.min(1, sum * 2 ** (1 - halvings));
}
