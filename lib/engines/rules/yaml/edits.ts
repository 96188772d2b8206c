import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import type { SourceFile } from "../source-file.ts";
import type { TextEdit } from "../text.ts";
import { keyRange, pairNamed, type YamlPair } from "./nodes.ts";

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of the line without its line break. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

/** How far the place is from the start of its line. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Removes the line that an entry of a block map stands on; null where more than it stands there. */
export function removeLine(file: SourceFile, pair: YamlPair): TextEdit | null {
  const key = keyRange(pair);
  const value = pair.value;
  if (key === null || !isScalar(value) || !value.range) return null;
  const start = lineStart(file.text, key.start);
  const end = file.text.indexOf("\n", value.range[1]);
  const rest = file.text.slice(value.range[1], endOfLine(file.text, value.range[1]));
  const alone = file.text.slice(start, key.start).trim() === "" && /^\s*(?:#.*)?$/.test(rest);
  if (!alone || file.text.slice(key.start, value.range[1]).includes("\n")) return null;
  if (end >= 0) return { start, end: end + 1, text: "" };
  // The last line has no break of its own: the one before it goes.
  const before = file.text[start - 2] === "\r" ? start - 2 : Math.max(0, start - 1);
  return { start: before, end: file.text.length, text: "" };
}

/**
 * Removes an entry from the block map `name` of `holder`, and the whole map where it was the only
 * one. Null where the text around it is not just that.
 */
export function removeEntry(
  file: SourceFile,
  holder: YAMLMap,
  name: string,
  entry: YamlPair,
): TextEdit | null {
  const outer = pairNamed(holder, name);
  const map = outer?.value;
  if (outer === undefined || !isMap(map) || map.flow) return null;
  const own = removeLine(file, entry);
  if (own === null || map.items.length > 1) return own;
  const key = keyRange(outer);
  if (holder.flow || holder.items.length < 2 || key === null) return null;
  const start = lineStart(file.text, key.start);
  const between = file.text.slice(key.end, own.start);
  const only = file.text.slice(start, key.start).trim() === "" && /^:\s*$/.test(between);
  if (!only) return null;
  if (own.end < file.text.length || file.text.endsWith("\n")) return { ...own, start };
  const before = file.text[start - 2] === "\r" ? start - 2 : Math.max(0, start - 1);
  return { ...own, start: before };
}

/** Adds an entry `line` to the block map `map`, after its last; null in a flow map. */
export function appendEntry(file: SourceFile, map: YAMLMap, line: string): TextEdit | null {
  const last = map.items.at(-1);
  const first = map.items[0] && keyRange(map.items[0]);
  if (map.flow || last === undefined || !first) return null;
  const value = last.value;
  if (isScalar(value) && value.type?.startsWith("BLOCK")) return null;
  const key = keyRange(last);
  const range = isScalar(value) || isMap(value) || isSeq(value) ? value.range : null;
  // A list or a map ends after its line breaks: what it says ends before them.
  const end = range ? range[0] + file.text.slice(range[0], range[1]).trimEnd().length : key?.end;
  if (end === undefined) return null;
  const at = endOfLine(file.text, end);
  return {
    start: at,
    end: at,
    text: `${file.eol}${" ".repeat(columnOf(file.text, first.start))}${line}`,
  };
}
