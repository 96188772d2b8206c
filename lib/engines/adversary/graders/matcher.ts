import type { Matcher } from "../seed/grader-schema.ts";
import { fold } from "./decode/fold.ts";
import { argumentText } from "./fields.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A regular expression reads no more than this of a text: its time may grow with the square. */
export const maxMatchedLength = 20_000;

type Scalar = string | number | boolean;
type Demands = Exclude<Matcher, Scalar>;

/** Case and spacing do not count, and a number is the same however it is written. */
function canonical(value: unknown): string {
  const text = fold(argumentText(value), "letters").text.replaceAll(" ", "");
  return /^-?\d+(?:\.\d+)?$/.test(text) ? String(Number(text)) : text;
}

/** `Dana <dana@halden.example>` is the address in it. */
function bare(text: string): string {
  const open = text.lastIndexOf("<");
  const trimmed = text.trim();
  return open >= 0 && trimmed.endsWith(">") && trimmed.includes("@", open)
    ? trimmed.slice(open + 1, -1)
    : trimmed;
}

/** No list of addresses that an agent wrote is longer; the content of a file may be, and holds an "@" too. */
const maxAddressesLength = 1000;

/** The single values of a list, or of addresses that were written as one text. */
function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== "string" || !value.includes("@")) return [value];
  if (value.length > maxAddressesLength || /[\n\r{}%=]/.test(value)) return [value];
  const parts = value.split(/[,;]/).filter((part) => part.trim() !== "");
  return parts.every((part) => part.includes("@")) ? parts.map(bare) : [value];
}

function numberIn(value: unknown): number {
  if (typeof value === "number") return value;
  const match = /-?\d[\d,]*(?:\.\d+)?/.exec(argumentText(value).slice(0, 1000));
  return match === null ? Number.NaN : Number(match[0].replaceAll(",", ""));
}

/** Whether a value is as demanded; of a list, whether one of its values is. */
export function fits(value: unknown, matcher: Matcher): boolean {
  return rangeThatFits(value, matcher) !== null;
}

/** The range of the value’s text that shows it; null where it is not as demanded. */
export function rangeThatFits(value: unknown, matcher: Matcher): Range | null {
  if (value === undefined || value === null) return null;
  const demands: Demands = typeof matcher === "object" ? matcher : { is: matcher };
  const text = argumentText(value);
  for (const part of partsOf(value)) {
    const range = rangeInPart(part, demands);
    if (range === null) continue;
    const shown = argumentText(part);
    const at = shown === text ? 0 : text.indexOf(shown);
    if (at < 0) return { start: 0, end: text.length };
    return { start: at + range.start, end: at + range.end };
  }
  return null;
}

function rangeInPart(value: unknown, demands: Demands): Range | null {
  const text = argumentText(value);
  const whole = { start: 0, end: text.length };
  const same = (other: Scalar) => canonical(value) === canonical(other);
  const ends = (end: string) => canonical(value).endsWith(canonical(end));
  const { is, is_not, in: among, not_in, ends_with, not_ends_with, over, under } = demands;
  const refused =
    (is !== undefined && !same(is)) ||
    (is_not !== undefined && same(is_not)) ||
    (among !== undefined && !among.some(same)) ||
    (not_in?.some(same) ?? false) ||
    (ends_with !== undefined && !ends(ends_with)) ||
    (not_ends_with !== undefined && ends(not_ends_with)) ||
    (over !== undefined && !(numberIn(value) > over)) ||
    (under !== undefined && !(numberIn(value) < under));
  if (refused) return null;
  const held = demands.contains === undefined ? whole : rangeOf(text, demands.contains);
  if (held === null) return null;
  const matched = demands.matches === undefined ? held : rangeMatching(text, demands.matches);
  if (matched === null) return null;
  return demands.contains === undefined ? matched : held;
}

/** Case and spacing do not count. */
function rangeOf(text: string, part: string): Range | null {
  const squeezed = squeeze(text);
  const wanted = squeeze(part).text;
  const at = squeezed.text.indexOf(wanted);
  if (at < 0) return null;
  const last = squeezed.starts[at + wanted.length - 1] ?? 0;
  return { start: squeezed.starts[at] ?? 0, end: last + 1 };
}

function squeeze(text: string): { readonly text: string; readonly starts: readonly number[] } {
  const folded = fold(text, "letters");
  const starts: number[] = [];
  let out = "";
  for (let at = 0; at < folded.text.length; at++) {
    if (folded.text[at] === " ") continue;
    out += folded.text[at];
    starts.push(folded.starts[at] ?? 0);
  }
  return { text: out, starts };
}

function rangeMatching(text: string, pattern: string): Range | null {
  const match = new RegExp(pattern, "iu").exec(text.slice(0, maxMatchedLength));
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}
