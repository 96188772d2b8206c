import type { Transform } from "./transform.ts";
import { changeWords, everywhere } from "./words.ts";

/** Of Unicode’s confusables: Latin letters and the Cyrillic ones that look the same. */
const alike: Readonly<Record<string, string>> = {
  ...{ a: "\u0430", c: "\u0441", e: "\u0435", i: "\u0456", j: "\u0458", o: "\u043e" },
  ...{ p: "\u0440", s: "\u0455", x: "\u0445", y: "\u0443" },
  ...{ A: "\u0410", B: "\u0412", C: "\u0421", E: "\u0415", H: "\u041d", I: "\u0406" },
  ...{ K: "\u041a", M: "\u041c", O: "\u041e", P: "\u0420", T: "\u0422", X: "\u0425" },
};

export const homoglyphs: Transform = {
  id: "homoglyphs",
  title: "Look-alike letters",
  about:
    "Writes Cyrillic letters for Latin ones that look the same, so that no filter of words fits.",
  needs: [],
  channels: everywhere,
  maxLength: 4000,
  apply: (input) => ({
    payload: changeWords(input, (word) =>
      word.replaceAll(/[A-Za-z]/g, (each) => alike[each] ?? each),
    ),
  }),
};
