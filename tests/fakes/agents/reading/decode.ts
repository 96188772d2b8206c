import { readable } from "./text.ts";

/** What a text says when it is read in another way, and which flaw reads it so. */
export interface Reading {
  readonly flaw: string;
  readonly text: string;
}

/** All readings that make more sense than the text itself, or that were hidden in it. */
export function readings(text: string): readonly Reading[] {
  const found: Reading[] = [];
  const add = (flaw: string, decoded: string) => {
    if (decoded !== "" && decoded !== text) found.push({ flaw, text: decoded });
  };
  add(
    "decodes-base64",
    inRuns(text, /(?:[A-Za-z0-9+/_-]{4}\s{0,2}){4,}[A-Za-z0-9+/_-]{0,4}={0,2}/g, base64),
  );
  add("decodes-hex", inRuns(text, /(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s,:]{0,2}){8,}/g, hex));
  add("decodes-tags", tags(text));
  const visible = text.replace(/[\u200b-\u200f\u2060-\u2064\u00ad\ufeff\u180e]/gu, "");
  if (visible !== text) add("decodes-zero-width", visible);
  const latin = unlike(text);
  if (latin !== text.normalize("NFKC")) add("decodes-homoglyphs", latin);
  const lines = text.split("\n");
  add("decodes-rot13", better(lines, rot13));
  add(
    "decodes-reversed",
    better(lines, (line) => [...line].reverse().join("")),
  );
  add(
    "decodes-reversed",
    better(lines, (line) => line.split(" ").reverse().join(" "), 0.4),
  );
  const unleet = text.replace(/[\p{L}\d@$|!+]*\p{L}[\p{L}\d@$|!+]*/gu, (word) =>
    /[\d@$|!+]/.test(word.slice(0, -1))
      ? word.replace(/[0134578@$|!+]/g, (sign) => leet[sign] ?? sign)
      : word,
  );
  if (unleet !== text && readable(unleet) > readable(text) + 0.1) add("decodes-leet", unleet);
  return found;
}

/** Lines that read as words only when they are turned; one turned line is enough. */
function better(lines: readonly string[], turn: (line: string) => string, least = 0.12): string {
  const turned = lines.flatMap((line) =>
    line
      .split(/(?<=:)\s/)
      .map(turn)
      .filter((each, at) => {
        const before = line.split(/(?<=:)\s/)[at] ?? "";
        return readable(each) >= least && readable(each) > 2 * readable(before);
      }),
  );
  return turned.join("\n");
}

function inRuns(text: string, pattern: RegExp, decode: (run: string) => string): string {
  return [...text.matchAll(pattern)]
    .map(([run]) => decode(run))
    .filter((each) => each !== "")
    .join("\n");
}

function base64(run: string): string {
  return asWords(Buffer.from(run.replace(/\s/g, ""), "base64"));
}

function hex(run: string): string {
  return asWords(Buffer.from(run.replace(/0x|\\x|[\s,:]/g, ""), "hex"));
}

/** Bytes that are text, or nothing. */
function asWords(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  const isText = ![...text].some((sign) => sign === "\ufffd" || (sign < " " && !/\s/.test(sign)));
  return isText && /\p{L}{3}/u.test(text) ? text : "";
}

function tags(text: string): string {
  return [...text]
    .map((sign) => sign.codePointAt(0) ?? 0)
    .filter((code) => code >= 0xe0020 && code <= 0xe007e)
    .map((code) => String.fromCodePoint(code - 0xe0000))
    .join("");
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

const leet: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "@": "a",
  $: "s",
  "|": "l",
  "!": "i",
  "+": "t",
};

const foreign = "аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅοανρικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡɩ";
const familiar = "aeopcyxijshdqwABEKMHOPCTXYIJSoavpiktuABEZHIKMNOPTYXgi";

/** Letters of other scripts between Latin ones, and letters of other widths and styles. */
function unlike(text: string): string {
  if (!/[a-zA-Z]/.test(text.normalize("NFKC"))) return text;
  const latin = [...text.normalize("NFKC")].map((sign) => {
    const at = foreign.indexOf(sign);
    return at < 0 ? sign : (familiar[at] ?? sign);
  });
  return latin.join("").normalize("NFC");
}
