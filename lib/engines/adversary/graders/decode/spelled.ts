import type { Decoded, Decoder } from "./decoder.ts";

const morse: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. s... t- " +
    "u..- v...- w.-- x-..- y-.-- z--.. 0----- 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... 8---.. 9----."
  )
    .split(" ")
    .map((each) => [each.slice(1), each.slice(0, 1)]),
);
const moreMorse: Readonly<Record<string, string>> = {
  "-....-": "-",
  ".-.-.-": ".",
  ".--.-.": "@",
  "-..-.": "/",
  "---...": ":",
  "..--.-": "_",
};

function* decodeMorse(text: string): Iterable<Decoded> {
  for (const match of text.matchAll(/[.\-·•–−][.\-·•–− \t\r\n/|]{14,50000}/g)) {
    const signs = match[0].replace(/[·•]/g, ".").replace(/[–−]/g, "-");
    const letters = signs
      .split(/[ \t\r\n/|]+/)
      .map((sign) => (sign === "" ? "" : (morse[sign] ?? moreMorse[sign] ?? "\ufffd")));
    if (letters.length < 4) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    yield { start, end, text: letters.join(""), rangeOf: null };
  }
}

const spelling: ReadonlyMap<string, string> = new Map([
  ...(
    "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa " +
    "quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
  )
    .split(" ")
    .map((word) => [word, word.slice(0, 1)] as const),
  ...["alpha", "juliet", "whisky"].map((word) => [word, word.slice(0, 1)] as const),
  ...["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].map(
    (word, digit) => [word, String(digit)] as const,
  ),
  ["niner", "9"],
  ["tree", "3"],
  ["fife", "5"],
  ["dash", "-"],
  ["hyphen", "-"],
  ["dot", "."],
  ["x-ray", "x"],
]);
const minSpelled = 4;

function* decodeSpelling(text: string): Iterable<Decoded> {
  let letters: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of text.matchAll(/x-ray|[a-z]{1,40}|\d{1,40}/gi)) {
    const word = match[0].toLowerCase();
    const letter = spelling.get(word) ?? (/^\d$/.test(word) ? word : undefined);
    const isFar = match.index - end > 20;
    if (letter === undefined || isFar) {
      if (letters.length >= minSpelled) yield { start, end, text: letters.join(""), rangeOf: null };
      letters = [];
      if (letter === undefined) continue;
    }
    if (letters.length === 0) start = match.index;
    letters.push(letter);
    end = match.index + match[0].length;
  }
  if (letters.length >= minSpelled) yield { start, end, text: letters.join(""), rangeOf: null };
}

const mark = /^(?:[\s>*•·#|"'“‘(-]|\d{1,3}[.):])*/;

/** What lines begin with, once what makes them a list is gone. Paragraphs are apart. */
function* decodeAcrostic(text: string): Iterable<Decoded> {
  const lines = text.split("\n");
  if (lines.length < minSpelled) return;
  const first = (line: string) => {
    const rest = line.slice(0, 60).replace(mark, "");
    return rest === "" ? "\n" : String.fromCodePoint(rest.codePointAt(0) ?? 0);
  };
  yield { start: 0, end: text.length, text: lines.map(first).join(""), rangeOf: null };
}

const single =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[^\p{L}\p{N}]{1,3}[\p{L}\p{N}](?![\p{L}\p{N}])){3,5000}/gu;

/** Letters that stand one by one, whatever is between them. */
function* decodeSingles(text: string): Iterable<Decoded> {
  for (const match of text.matchAll(single)) {
    const [start, end] = [match.index, match.index + match[0].length];
    yield { start, end, text: match[0].replace(/[^\p{L}\p{N}]/gu, ""), rangeOf: null };
  }
}

/** Texts that are told letter by letter. */
export const spelledDecoders: readonly Decoder[] = [
  { name: "Morse code", decode: decodeMorse },
  { name: "NATO spelling", decode: decodeSpelling },
  { name: "first letters of lines", decode: decodeAcrostic },
  { name: "single letters", decode: decodeSingles },
];
