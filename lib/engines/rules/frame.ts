import type { CodeFrame, TextRange } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

const contextLines = 2;
const maxFrameLines = 12;
const maxLineLength = 240;

/** The lines around a range, at most 12, with every range in `blank` replaced by "•". */
export function codeFrame(
  file: SourceFile,
  range: TextRange,
  blank: readonly TextRange[],
): CodeFrame {
  const lines = blankRanges(file.text, blank).split(/\r?\n/);
  const first = file.positionAt(range.start).line;
  const last = Math.min(
    file.positionAt(range.end).line,
    first + maxFrameLines - 2 * contextLines - 1,
  );
  const startLine = Math.max(1, first - contextLines);
  let endLine = Math.min(lines.length, last + contextLines);
  if (endLine === lines.length && lines[endLine - 1] === "" && endLine > last) endLine--;
  return {
    startLine,
    lines: lines.slice(startLine - 1, endLine).map(shorten),
  };
}

/** Same length and same lines: places in the text stay where they were. */
export function blankRanges(text: string, ranges: readonly TextRange[]): string {
  let out = text;
  for (const { start, end } of ranges) {
    out = out.slice(0, start) + out.slice(start, end).replace(/[^\r\n]/g, "•") + out.slice(end);
  }
  return out;
}

/** Blanks the values wherever they stand in a message, longest first. */
export function blankValues(message: string, values: readonly string[]): string {
  let out = message;
  for (const value of [...values].sort((a, b) => b.length - a.length)) {
    if (value !== "") out = out.replaceAll(value, "•••");
  }
  return out;
}

function shorten(line: string): string {
  const text = line.startsWith("\uFEFF") ? line.slice(1) : line;
  return text.length <= maxLineLength ? text : `${text.slice(0, maxLineLength - 1)}…`;
}
