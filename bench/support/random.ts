/** A deterministic sequence (a linear congruential generator, constants of Numerical Recipes). */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function below(limit: number): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of such a generator repeat soon; the high ones do not.
    return Math.floor((state / 2 ** 32) * limit);
  }
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}
