import { AppError } from "#lib/base/index.ts";

export interface PatchLine {
  readonly kind: "context" | "add" | "delete";
  /** Line number before the change, from 1; absent on an added line. */
  readonly oldLine?: number;
  /** Line number after the change, from 1; absent on a deleted line. */
  readonly newLine?: number;
  /** Without the line feed; a carriage return is kept. */
  readonly text: string;
  /** Present on a last line that no line feed ends. */
  readonly noNewline?: true;
}

export interface PatchHunk {
  /** The whole "@@" line. */
  readonly header: string;
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly PatchLine[];
}

export interface PatchFile {
  readonly path: string;
  readonly status: "added" | "deleted" | "modified";
  readonly additions: number;
  readonly deletions: number;
  readonly hunks: readonly PatchHunk[];
}

export function malformed(lineNumber: number, why: string): AppError {
  return new AppError("invalid_input", `The patch cannot be read at line ${lineNumber}: ${why}.`);
}
