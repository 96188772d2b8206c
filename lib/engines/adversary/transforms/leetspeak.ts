import type { Transform } from "./transform.ts";
import { changeWords, everywhere } from "./words.ts";

const digits: Readonly<Record<string, string>> = { a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" };

export const leetspeak: Transform = {
  id: "leetspeak",
  title: "Leetspeak",
  about: "Writes digits for letters that look like them, in words that are only words.",
  needs: [],
  channels: everywhere,
  maxLength: 4000,
  apply: (input) => ({
    payload: changeWords(input, (word) =>
      word.replaceAll(/[aeiost]/gi, (letter) => digits[letter.toLowerCase()] ?? letter),
    ),
  }),
};
