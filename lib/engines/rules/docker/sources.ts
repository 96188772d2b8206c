import type { Instruction, Word } from "./instructions.ts";

/** What COPY or ADD takes, and where it puts it. Here-documents and odd forms have no sources. */
export function sourcesOf({ keyword, words, list }: Instruction): {
  readonly sources: readonly string[];
  readonly target: string;
} {
  const texts = list ?? words.map(({ text }: Word) => text.replace(/^(["'])(.*)\1$/, "$2"));
  const [target = "", ...sources] = [...texts].reverse();
  const plain =
    (keyword === "COPY" || keyword === "ADD") && !texts.some((text) => /^<</.test(text));
  return plain ? { sources: sources.reverse(), target } : { sources: [], target: "" };
}

/** The path from the folder of the build, without "./" and a last "/". */
export function contextPath(source: string): string {
  return source.replace(/^(?:\.?\/)+/, "").replace(/\/$/, "");
}
