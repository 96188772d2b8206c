import { sha256 } from "@noble/hashes/sha2.js";
import { AppError, utf8 } from "#lib/base/index.ts";
import { xoshiro128 } from "./xoshiro.ts";

/** Each call gives the next multiple of 2^-32 from 0 up to, but not including, 1. */
export type Random = () => number;

const words = 2 ** 32;

/**
 * The same numbers for the same seed, on every machine: xoshiro128**, whose state is the first 16 bytes
 * of the SHA-256 of the seed in UTF-8, as four words with the lowest byte first. A part of a plan takes a
 * seed of its own (`${seed}/order`), so that what one part draws moves no other.
 */
export function seededRandom(seed: string): Random {
  const digest = new DataView(sha256(utf8(seed)).buffer);
  const word = (at: number) => digest.getUint32(4 * at, true);
  const next = xoshiro128([word(0), word(1), word(2), word(3)]);
  return () => next() / words;
}

/**
 * A whole number from 0 to `bound - 1`, each as likely as any other: what lies past the last whole
 * multiple of `bound` is drawn again. `bound` is from 1 to 2^32.
 */
export function integerBelow(random: Random, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > words) {
    throw new AppError("internal", `No whole number is drawn below ${bound}.`);
  }
  const usable = words - (words % bound);
  let drawn = random() * words;
  while (drawn >= usable) drawn = random() * words;
  return drawn % bound;
}

/** One of the items, each as likely as any other. There must be one. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[integerBelow(random, items.length)] as Item;
}

/**
 * The same items in an order of which each is as likely as any other; the list itself stays.
 * Source: Durstenfeld, Algorithm 235, Communications of the ACM 7(7), 1964.
 */
export function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const at = integerBelow(random, last + 1);
    [shuffled[last], shuffled[at]] = [shuffled[at] as Item, shuffled[last] as Item];
  }
  return shuffled;
}
