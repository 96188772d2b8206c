import { criticalValue } from "./critical-value.ts";
import { requirePart } from "./require.ts";

/** Bounds of a share, each from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The Wilson score interval of a share: the p at which (successes / trials - p)² is at most
 * z² p (1 - p) / trials. Null where nothing was tried. It holds for independent trials: count seeds, not
 * the attempts of one seed.
 * Source: Wilson, JASA 22, 1927, 209–212; method 3 of Newcombe, Statistics in Medicine 17, 1998, 857–872.
 */
export function wilson(successes: number, trials: number, confidence = 0.95): Interval | null {
  requirePart(successes, trials);
  if (trials === 0) return null;
  const z = criticalValue(confidence);
  return {
    low: lowerBound(successes, trials, z),
    high: 1 - lowerBound(trials - successes, trials, z),
  };
}

/** The lower root, written with no difference of like numbers: 0 of any is 0, and none passes its share. */
function lowerBound(successes: number, trials: number, z: number): number {
  const spread = z * Math.sqrt((successes * (trials - successes)) / trials + z ** 2 / 4);
  return successes ** 2 / (trials * (successes + z ** 2 / 2 + spread));
}
