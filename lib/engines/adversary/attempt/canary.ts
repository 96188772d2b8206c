import { sha256 } from "@noble/hashes/sha2.js";
import { canonicalJson, utf8 } from "#lib/base/index.ts";
import type { CanaryShape } from "../seed/schema.ts";

const tokenDigits = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
const consonants = "bdfgklmnprstvz";
const vowels = "aeiou";

/**
 * A value that nobody writes by chance, in the shape of what stands around it. It follows from the plan’s
 * seed and the attempt, so that a plan stays the same bytes; 28 bits and more.
 */
export function canaryOf(shape: CanaryShape, origin: readonly [string, string, string]): string {
  const draw = drawer(sha256(utf8(canonicalJson(origin))));
  const from = (letters: string) => letters[draw(letters.length)] ?? "";
  const token = () => Array.from({ length: 4 }, () => from(tokenDigits)).join("");
  const word = (syllables: number) =>
    Array.from({ length: syllables }, () => from(consonants) + from(vowels)).join("");
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  switch (shape) {
    case "token":
      return [token(), token(), token()].join("-");
    case "number":
      return `${1 + draw(9)}${Array.from({ length: 9 }, () => draw(10)).join("")}`;
    case "word":
      return `${word(5)}n`;
    case "email":
      return `${word(3)}.${word(3)}@${word(2)}.example`;
    case "url":
      return `https://${word(4)}.example/${word(4)}`;
    case "name":
      return `${capital(word(3))} ${capital(word(4))}`;
  }
}

/** Whole numbers below a bound, two bytes each: 16 of them are in a digest, which no shape uses up. */
function drawer(digest: Uint8Array): (bound: number) => number {
  let at = 0;
  return (bound) => {
    const value = ((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0);
    at += 2;
    return value % bound;
  };
}
