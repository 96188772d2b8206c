import type { CodeFrame, TextRange } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

const contextLines = 2;
const maxFrameLines = 12;
const maxLineLength = 240;

/**
 * The lines around a range, at most 12. `lines` are the file's lines as they may be shown: with
 * secrets blanked.
 */
export function codeFrame(file: SourceFile, range: TextRange, lines: readonly string[]): CodeFrame {
  return linesFrame(lines, file.positionAt(range.start).line, file.positionAt(range.end).line);
}

/** The same around lines, both 1-based. Empty where the file has no such line. */
export function linesFrame(lines: readonly string[], first: number, lastWanted: number): CodeFrame {
  const last = Math.min(lastWanted, first + maxFrameLines - 2 * contextLines - 1);
  const startLine = Math.max(1, first - contextLines);
  let endLine = Math.min(lines.length, last + contextLines);
  if (endLine === lines.length && lines[endLine - 1] === "" && endLine > last) endLine--;
  return { startLine, lines: lines.slice(startLine - 1, endLine).map(shorten) };
}

/** The text with every range replaced by "•", so that places stay where they were. */
export function blankedRanges(text: string, ranges: readonly TextRange[]): string {
  let out = "";
  let at = 0;
  for (const { start, end } of ranges) {
    // Two rules may blank the same place.
    const from = Math.max(at, start);
    out += text.slice(at, from) + text.slice(from, end).replace(/[^\r\n]/g, "•");
    at = Math.max(at, end);
  }
  return out + text.slice(at);
}

/** The same as lines. */
export function blankedLines(text: string, ranges: readonly TextRange[]): readonly string[] {
  return blankedRanges(text, ranges).split(/\r?\n/);
}

/** Blanks the values wherever they stand in a message. */
export function blankValues(message: string, values: readonly string[]): string {
  let out = message;
  for (const value of values) if (value !== "") out = out.replaceAll(value, "•••");
  return out;
}

function shorten(line: string): string {
  const text = line.startsWith("\uFEFF") ? line.slice(1) : line;
  const short = text.length <= maxLineLength ? text : `${text.slice(0, maxLineLength - 1)}…`;
  // What a database can hold: a cut may have left half a character, a file may hold NUL.
  return short.toWellFormed().replaceAll("\0", "\uFFFD");
}
