import { diffLines } from "diff";
import { type SourceFile, sourceFile } from "../source-file.ts";

/** Past so many changed lines the shortest edit is not searched for: its cost grows as the square. */
const maxEditLength = 2000;

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One replacement of SARIF §3.57. */
export interface Replacement {
  readonly deletedRegion: Region;
  readonly insertedContent?: { readonly text: string };
}

/** A piece of the old text and what stands there in the new one; offsets in UTF-16 units. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Where the new text begins in the whole that it is a part of. */
  readonly at: number;
}

/** The least that turns one text into the other: by lines, each then cut to what differs in it. */
export function textChanges(before: string, after: string): readonly TextChange[] {
  const parts = diffLines(before, after, { maxEditLength });
  if (parts === undefined) return trimmed(before, after, 0, before.length, 0, after.length);
  const changes: TextChange[] = [];
  let [old, fresh] = [0, 0];
  let [oldFrom, freshFrom] = [0, 0];
  const close = () => changes.push(...trimmed(before, after, oldFrom, old, freshFrom, fresh));
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      close();
      old += value.length;
      fresh += value.length;
      [oldFrom, freshFrom] = [old, fresh];
    } else if (added) fresh += value.length;
    else old += value.length;
  }
  close();
  return changes;
}

function trimmed(
  before: string,
  after: string,
  oldFrom: number,
  oldTo: number,
  freshFrom: number,
  freshTo: number,
): readonly TextChange[] {
  let [start, end, at, to] = [oldFrom, oldTo, freshFrom, freshTo];
  while (start < end && at < to && before[start] === after[at]) [start, at] = [start + 1, at + 1];
  while (splits(before, start) || splits(after, at)) [start, at] = [start - 1, at - 1];
  while (end > start && to > at && before[end - 1] === after[to - 1]) [end, to] = [end - 1, to - 1];
  while (splits(before, end) || splits(after, to)) [end, to] = [end + 1, to + 1];
  return start === end && at === to ? [] : [{ start, end, text: after.slice(at, to), at }];
}

/** Between the halves of a character, or of a line's ending. */
function splits(text: string, offset: number): boolean {
  if (text[offset - 1] === "\r" && text[offset] === "\n") return true;
  return (
    /[\ud800-\udbff]/.test(text[offset - 1] ?? "") && /[\udc00-\udfff]/.test(text[offset] ?? "")
  );
}

export function replacementsOf(
  path: string,
  before: string,
  changes: readonly TextChange[],
): readonly Replacement[] {
  const file = sourceFile(path, before);
  return changes.map(({ start, end, text }) => ({
    deletedRegion: regionOf(file, start, end),
    ...(text === "" ? {} : { insertedContent: { text } }),
  }));
}

function regionOf(file: SourceFile, start: number, end: number): Region {
  const first = file.positionAt(start);
  const last = file.positionAt(end);
  return {
    startLine: first.line,
    startColumn: first.column,
    endLine: last.line,
    endColumn: last.column,
  };
}
