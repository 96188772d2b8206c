import colors from "picocolors";
import { visible } from "./visible.ts";

/** Colours for one stream: none where it is no terminal or NO_COLOR is set, unless FORCE_COLOR asks. */
export function paintFor(stream: { readonly isTTY?: boolean }) {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const isForced = FORCE_COLOR !== undefined && !["", "0", "false"].includes(FORCE_COLOR);
  return colors.createColors(!NO_COLOR && (isForced || (stream.isTTY === true && TERM !== "dumb")));
}

export type Paint = ReturnType<typeof paintFor>;

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** What a terminal draws two columns wide (Unicode TR11): East Asian scripts and pictures. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const halfWide = /^[\uff61-\uffdc\uffe8-\uffee]/;
const isPlain = /^[\x20-\x7e]*$/;

/** How many columns a line without control characters takes. */
export function columnsOf(text: string): number {
  if (isPlain.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of characters.segment(text)) columns += columnsOfCharacter(segment);
  return columns;
}

function columnsOfCharacter(segment: string): number {
  if (wide.test(segment) && !halfWide.test(segment)) return 2;
  return /^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(segment) ? 0 : 1;
}

export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** The beginning of a line that fits, with "…" where something is left out. */
export function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let taken = 0;
  for (const { segment } of characters.segment(text)) {
    taken += columnsOfCharacter(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/**
 * Lines of at most so many columns, as far as words allow. None begins with "::", by which a runner of
 * GitHub would take it for a command.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  for (const word of text.split(" ")) {
    const width = columnsOf(word);
    if (line !== "" && taken + width + 1 > columns && !word.startsWith("::")) {
      lines.push(line);
      line = "";
      taken = 0;
    }
    taken += line === "" ? width : width + 1;
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Columns that keep their width whatever is in them; `right` names those of numbers. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []) {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => columnsOf(row[at] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        if (right.includes(at)) return " ".repeat(Math.max(0, width - columnsOf(cell))) + cell;
        return at === row.length - 1 ? cell : padTo(cell, width);
      })
      .join("  "),
  );
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A path as a shell takes it. */
export function shellWord(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${visible(path).replaceAll("'", "'\\''")}'`;
}
