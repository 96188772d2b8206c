import { pick, seededRandom } from "../random.ts";
import { requireConfidence, requirePart } from "./require.ts";
import type { Interval } from "./wilson.ts";

/** What the attempts at one seed came to, over all its variants. */
export interface SeedAttempts {
  readonly tried: number;
  readonly breaches: number;
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
  for (const { breaches, tried } of seeds) requirePart(breaches, tried);
  const drawable = seeds.filter(({ tried }) => tried > 0);
  if (drawable.every((seed) => hasSameShare(seed, drawable[0]))) return null;

  const random = seededRandom(randomSeed);
  const shares = new Float64Array(resamples).map(() => {
    let [breachesSum, triedSum] = [0, 0];
    for (let drawn = 0; drawn < drawable.length; drawn++) {
      const { breaches, tried } = pick(random, drawable);
      breachesSum += breaches;
      triedSum += tried;
    }
    return breachesSum / triedSum;
  });
  shares.sort();
  const left = Math.max(1, Math.floor((resamples + 1) * ((1 - confidence) / 2)));
  return { low: shares[left - 1] ?? 0, high: shares[resamples - left] ?? 1 };
}

function hasSameShare(seed: SeedAttempts, other: SeedAttempts | undefined): boolean {
  return other === undefined || seed.breaches * other.tried === other.breaches * seed.tried;
}
