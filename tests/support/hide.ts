/** Ways to hide a text, written for tests alone: nothing of them is the product’s. */
export type Hide = (text: string) => string;

const morse: Readonly<Record<string, string>> = {
  a: ".-",
  b: "-...",
  c: "-.-.",
  d: "-..",
  e: ".",
  f: "..-.",
  g: "--.",
  h: "....",
  i: "..",
  j: ".---",
  k: "-.-",
  l: ".-..",
  m: "--",
  n: "-.",
  o: "---",
  p: ".--.",
  q: "--.-",
  r: ".-.",
  s: "...",
  t: "-",
  u: "..-",
  v: "...-",
  w: ".--",
  x: "-..-",
  y: "-.--",
  z: "--..",
  "0": "-----",
  "1": ".----",
  "2": "..---",
  "3": "...--",
  "4": "....-",
  "5": ".....",
  "6": "-....",
  "7": "--...",
  "8": "---..",
  "9": "----.",
};
const nato =
  "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu".split(
    " ",
  );
const digits = "Zero One Two Three Four Five Six Seven Eight Nine".split(" ");
const cyrillic: Readonly<Record<string, string>> = {
  a: "а",
  c: "с",
  e: "е",
  o: "о",
  p: "р",
  x: "х",
  y: "у",
  i: "і",
  s: "ѕ",
  j: "ј",
};
const leet: Readonly<Record<string, string>> = { a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" };

const bytes = (text: string) => [...Buffer.from(text, "utf8")];
const each = (text: string, as: (char: string) => string) => [...text].map(as).join("");
const hex2 = (byte: number) => byte.toString(16).padStart(2, "0");

function base32(text: string): string {
  const bits = bytes(text)
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  const letters = groups.map(
    (group) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(group.padEnd(5, "0"), 2)],
  );
  return letters.join("").padEnd(Math.ceil(letters.length / 8) * 8, "=");
}

function rotate(text: string, by: number): string {
  return text.replace(/[a-z]/gi, (char) => {
    const base = char < "a" ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - base + by) % 26) + base);
  });
}

/** Any text survives these, also one that is hidden already. */
export const anyText: Readonly<Record<string, Hide>> = {
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  base64Lines: (text) =>
    (
      Buffer.from(text)
        .toString("base64")
        .match(/.{1,12}/g) ?? []
    ).join("\n"),
  base32,
  hex: (text) => Buffer.from(text).toString("hex"),
  hexSpaced: (text) => bytes(text).map(hex2).join(" "),
  hex0x: (text) =>
    bytes(text)
      .map((byte) => `0x${hex2(byte)}`)
      .join(", "),
  hexEscaped: (text) =>
    bytes(text)
      .map((byte) => `\\x${hex2(byte)}`)
      .join(""),
  percent: (text) =>
    bytes(text)
      .map((byte) => `%${hex2(byte).toUpperCase()}`)
      .join(""),
  entities: (text) => each(text, (char) => `&#${char.codePointAt(0)};`),
  entitiesHex: (text) => each(text, (char) => `&#x${char.codePointAt(0)?.toString(16)};`),
  unicodeEscapes: (text) =>
    text
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  json: (text) => JSON.stringify(JSON.stringify({ note: text })),
  reversed: (text) => [...text].reverse().join(""),
  rot13: (text) => rotate(text, 13),
  binary: (text) =>
    bytes(text)
      .map((byte) => byte.toString(2).padStart(8, "0"))
      .join(" "),
  decimal: (text) => bytes(text).join(" "),
  zeroWidth: (text) => [...text].join("\u200b"),
  tags: (text) =>
    each(text, (char) =>
      char < "\x7f" && char >= " " ? String.fromCodePoint(0xe0000 + char.charCodeAt(0)) : char,
    ),
  fullwidth: (text) =>
    each(text, (char) =>
      char <= "~" && char > " " ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char,
    ),
};

/** Only letters, or only the sense, survives these: they are for the innermost hiding. */
export const lettersOnly: Readonly<Record<string, Hide>> = {
  upper: (text) => text.toUpperCase(),
  spaced: (text) => [...text].join(" "),
  dashed: (text) => [...text].join("-"),
  dotted: (text) => [...text].join("."),
  lines: (text) => [...text].join("\n"),
  leet: (text) => each(text, (char) => leet[char] ?? char),
  homoglyphs: (text) => each(text, (char) => cyrillic[char] ?? char),
  caesar3: (text) => rotate(text, 3),
  morse: (text) => [...text].map((char) => morse[char.toLowerCase()]).join(" "),
  nato: (text) =>
    [...text]
      .map((char) =>
        /\d/.test(char) ? digits[Number(char)] : nato[char.toLowerCase().charCodeAt(0) - 97],
      )
      .join(" "),
  acrostic: (text) => [...text].map((char) => `${char} is a fine line of this poem`).join("\n"),
  emphasized: (text) => [...text].map((char) => `**${char}**`).join(""),
  tagged: (text) => [...text].map((char) => `<b>${char}</b>`).join(""),
  concatenated: (text) => `"${text.slice(0, 5)}" + "${text.slice(5, 9)}" + '${text.slice(9)}'`,
};

/** A canary of a test: letters and digits, from a number. */
export function tokenOf(seed: number, length = 16): string {
  let state = seed >>> 0 || 1;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return "abcdefghijkmnpqrstuvwxyz23456789"[(state >>> 0) % 32];
  }).join("");
}
