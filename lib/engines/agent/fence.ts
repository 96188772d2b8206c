import { randomBytes } from "node:crypto";

/** Marks what was written by others. The delimiter is made for one run, and nobody can guess it. */
export interface Fence {
  readonly delimiter: string;
  /** `what` is our own label; a name in it that others chose is escaped first. */
  wrap(what: string, text: string): string;
}

export function openFence(delimiter = randomBytes(16).toString("hex")): Fence {
  return {
    delimiter,
    wrap(what, text) {
      // The model knows it and may have written it into a file: within data it means nothing.
      const inert = text.replaceAll(delimiter, "[delimiter]");
      const label = escapeName(what).replaceAll(delimiter, "[delimiter]");
      return `<data ${delimiter} ${label}>\n${inert}\n</data ${delimiter}>`;
    },
  };
}

/** A name as one visible line, so that no file name can pass for a line of ours. */
export function escapeName(name: string): string {
  return name
    .toWellFormed()
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>]/gu,
      (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
    );
}
