import { integerBelow, seededRandom } from "../random.ts";
import { requireConfidence, requirePart } from "./require.ts";
import type { Interval } from "./wilson.ts";

/** What the attempts at one seed came to, over all its variants. */
export interface SeedAttempts {
  readonly breached: number;
  readonly attempts: number;
}

/**
 * The interval of the share of attempts that broke through, where attempts at one seed are alike: whole seeds
 * are drawn, as many as there are and each time from all of them, and the middle part of the shares of all
 * resamples is kept (percentile interval). The same `randomSeed` and order of seeds give the same interval.
 *
 * Null where no two seeds have a different share: every resample is then the same, which would look like
 * certainty. Say the Wilson interval over seeds there, or `belowBound`. With fewer than about 20 seeds the
 * interval is somewhat too narrow.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, §13.3; Davison and Hinkley,
 * Bootstrap Methods and their Application, 1997, §3.8 (whole clusters).
 */
export function bootstrapInterval(
  seeds: readonly SeedAttempts[],
  randomSeed: string,
  { resamples = 2000, confidence = 0.95 } = {},
): Interval | null {
  requireConfidence(confidence);
  requirePart(1, resamples);
  const tried = seeds.filter(({ attempts }) => attempts > 0);
  for (const { breached, attempts } of tried) requirePart(breached, attempts);
  if (tried.every((seed) => hasSameShare(seed, tried[0]))) return null;

  const breaches = Float64Array.from(tried, ({ breached }) => breached);
  const attempts = Float64Array.from(tried, (seed) => seed.attempts);
  const random = seededRandom(randomSeed);
  const shares = new Float64Array(resamples).map(() => {
    let [breachedSum, attemptsSum] = [0, 0];
    for (let drawn = 0; drawn < tried.length; drawn++) {
      const at = integerBelow(random, tried.length);
      breachedSum += breaches[at] ?? 0;
      attemptsSum += attempts[at] ?? 0;
    }
    return breachedSum / attemptsSum;
  });
  shares.sort();
  const left = Math.max(1, Math.floor((resamples + 1) * ((1 - confidence) / 2)));
  return { low: shares[left - 1] ?? 0, high: shares[resamples - left] ?? 1 };
}

function hasSameShare(seed: SeedAttempts, other: SeedAttempts | undefined): boolean {
  return other === undefined || seed.breached * other.attempts === other.breached * seed.attempts;
}
