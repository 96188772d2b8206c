import { requirePart } from "./require.ts";

/**
 * How likely one of k attempts at a seed is a hit, estimated without bias from `hits` in `attempts`:
 * 1 - C(attempts - hits, k) / C(attempts, k). Null where fewer than k were made: they cannot tell.
 * Multiplied out as 1 - Π (1 - k / i) over the last `hits` of 1 … attempts, where nothing grows large.
 * Source: Chen et al., Evaluating Large Language Models Trained on Code, arXiv 2107.03374, 2021 (pass@k).
 */
export function hitAtK(hits: number, attempts: number, k: number): number | null {
  requirePart(hits, attempts);
  requirePart(1, k);
  if (k > attempts) return null;
  const misses = attempts - hits;
  if (k > misses) return 1;
  let allMiss = 1;
  for (let i = misses + 1; i <= attempts; i++) allMiss *= 1 - k / i;
  return 1 - allMiss;
}
