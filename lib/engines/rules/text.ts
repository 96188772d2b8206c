export const languages = [
  "javascript",
  "typescript",
  "tsx",
  "html",
  "css",
  "python",
  "yaml",
  "dockerfile",
  "other",
] as const;

export type Language = (typeof languages)[number];

/** A half-open range of UTF-16 offsets in one file. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Replaces a range of one file's text. An insertion has `start === end`. */
export interface TextEdit extends TextRange {
  readonly text: string;
}
