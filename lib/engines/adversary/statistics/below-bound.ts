import { requireConfidence, requirePart } from "./require.ts";

/**
 * What to say of none in so many independent trials, instead of 0: the share is below this. It is
 * 1 - (1 - confidence)^(1 / trials), the exact upper bound of Clopper and Pearson on one side: with a
 * greater share, none in all of them would be seen less often than 1 - confidence. Null for no trial.
 *
 * 0 of 30 gives 9.5 %, said as "below 10 %"; the rule of three (3 / trials) comes close to it. The upper end
 * of Wilson's interval is wider, 11.4 %, because it leaves half of the doubt to a lower end that is 0 anyway.
 * Source: Clopper and Pearson, Biometrika 26, 1934, 404–413; Hanley and Lippman-Hand, JAMA 249, 1983, 1743–1745.
 */
export function belowBound(trials: number, confidence = 0.95): number | null {
  requirePart(0, trials);
  requireConfidence(confidence);
  return trials === 0 ? null : 1 - (1 - confidence) ** (1 / trials);
}
