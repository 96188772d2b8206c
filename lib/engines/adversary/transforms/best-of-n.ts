import { type Random, shuffle } from "../random.ts";
import type { Transform } from "./transform.ts";
import { changeWords, everywhere } from "./words.ts";

const scrambled = 0.3;
const capitalized = 0.5;
const noisy = 0.03;

/** Each repetition draws another text. Source: Hughes et al., Best-of-N Jailbreaking, arXiv 2412.03556, 2024. */
export const bestOfN: Transform = {
  id: "best-of-n",
  title: "Best of N",
  about: "Scrambles words, capitals and letters by chance, another way in each repetition.",
  needs: [],
  channels: everywhere,
  maxLength: 4000,
  apply: (input) => ({ payload: changeWords(input, (word) => garbled(word, input.random)) }),
};

function garbled(word: string, random: Random): string {
  let letters = [...word];
  if (letters.length > 3 && random() < scrambled) {
    letters = [letters[0] ?? "", ...shuffle(random, letters.slice(1, -1)), letters.at(-1) ?? ""];
  }
  return letters
    .map((letter) => {
      const cased = random() < capitalized ? letter.toUpperCase() : letter.toLowerCase();
      const isAscii = /^[A-Za-z]$/.test(cased) && !/^[zZ]$/.test(cased);
      return isAscii && random() < noisy ? String.fromCharCode(cased.charCodeAt(0) + 1) : cased;
    })
    .join("");
}
