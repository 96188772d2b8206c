/** Four words of 32 bits, not all of them zero. */
export type XoshiroState = readonly [number, number, number, number];

/**
 * xoshiro128** 1.1: each call gives the next 32 bits as a whole number. For plans and resamples, never
 * for secrets. Whole numbers alone, so it gives the same on every machine.
 * Source: Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, ACM TOMS 47(4), 2021.
 */
export function xoshiro128(state: XoshiroState): () => number {
  let [a, b, c, d] = state;
  return () => {
    const bits = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return bits;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
