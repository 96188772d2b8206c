import { parse } from "csv-parse/sync";

/** A cell that a spreadsheet would calculate. */
export interface Formula {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const maxLength = 500_000;
const maxLine = 20_000;

/** Plain numbers and telephone numbers begin with a sign and calculate nothing. */
const plainSigned = /^[+-][\d\s().,/%€$£'’-]*$/;

/**
 * Whether a spreadsheet calculates it. `=` nearly always; `+` and `-` only with a call, another
 * program or a reference, because prose and lists begin with them; `@` with a call.
 */
export function isFormula(cell: string): boolean {
  const text = cell.replace(/^[\t\r]+/, "");
  if (/^[=＝]\s{0,9}[-+("'{@$A-Za-z0-9]/.test(text)) return !/^=\s*$/.test(text);
  if (/^[+＋-]/.test(text)) return !plainSigned.test(text) && calculates(text.slice(1));
  if (/^[@＠]/.test(text)) return /^.[A-Za-z_.]{2,40}\(/.test(text);
  return false;
}

function calculates(rest: string): boolean {
  if (/^\s/.test(rest)) return false;
  if (/^[-+(]*[A-Za-z_.]{2,40}\(/.test(rest)) return true;
  if (/^[-+(]*\d[\d+*/.()-]*[+*/-][A-Za-z@]/.test(rest)) return true;
  return (
    /^[A-Za-z@\d][^|]{0,200}\|[^!]{0,400}!/.test(rest) ||
    /^[-+(]*@[A-Za-z]/.test(rest) ||
    /^=/.test(rest)
  );
}

function recordsOf(text: string, delimiter: string): readonly (readonly string[])[] {
  const options = {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  } as const;
  try {
    return parse(text, options) as string[][];
  } catch {
    // A quote that nothing closes: then every line is for itself.
    return text.split(/\r?\n/).map((line) => line.slice(0, maxLine).split(delimiter));
  }
}

/** Formulas of everything in a text that could be a cell: of CSV by three delimiters, and of tables. */
export function formulasOf(answer: string): readonly Formula[] {
  const text = answer.slice(0, maxLength);
  const found = new Map<number, Formula>();
  const keep = (cell: string, cursor: number): number => {
    const shown = cell.trim();
    const at = text.indexOf(shown, cursor);
    const start = at < 0 ? text.indexOf(shown) : at;
    const range = start < 0 ? { start: 0, end: text.length } : { start, end: start + shown.length };
    // Read with another delimiter the same cell may be longer: it is one formula.
    const known = found.get(range.start);
    if (known === undefined || known.end > range.end)
      found.set(range.start, { text: shown, ...range });
    return Math.max(cursor, start);
  };
  if (!/[=+@＝＋＠-]/.test(text)) return [];
  for (const delimiter of [",", ";", "\t"]) {
    let cursor = 0;
    for (const record of recordsOf(text, delimiter)) {
      for (const cell of record) if (isFormula(cell)) cursor = keep(cell, cursor);
    }
  }
  for (const line of text.split("\n")) {
    if (!line.trimStart().startsWith("|")) continue;
    for (const cell of line.split("|")) if (isFormula(cell.trim())) keep(cell, 0);
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}
