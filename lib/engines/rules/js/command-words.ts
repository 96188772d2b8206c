import type { SgNode } from "@ast-grep/napi";
import { parts } from "../syntax.ts";

/** A stretch of a command line: text of the program, or a value put in at run time. */
export type CommandPart = string | SgNode;
/** The parts of one argument. */
export type CommandWord = readonly CommandPart[];

/** The text and the values of a command expression, in order; null where it has escapes. */
export function commandParts(node: SgNode): CommandPart[] | null {
  if (node.is("parenthesized_expression")) {
    const inner = parts(node)[0];
    return inner === undefined ? null : commandParts(inner);
  }
  if (node.is("string") || node.is("template_string")) {
    const out: CommandPart[] = [];
    for (const part of parts(node)) {
      const value = part.is("template_substitution") ? parts(part)[0] : undefined;
      if (part.is("string_fragment")) out.push(part.text());
      else if (value === undefined) return null;
      else out.push(value);
    }
    return out;
  }
  if (node.is("binary_expression") && node.field("operator")?.text() === "+" && hasText(node)) {
    const left = node.field("left");
    const right = node.field("right");
    const before = left === null ? null : commandParts(left);
    const after = right === null ? null : commandParts(right);
    return before === null || after === null ? null : [...before, ...after];
  }
  return [node];
}

/** Without a text operand, `a + b` may be a sum of numbers. */
export function hasText(node: SgNode): boolean {
  if (node.is("string") || node.is("template_string")) return true;
  return node.is("binary_expression") && parts(node).some(hasText);
}

/**
 * Splits a command into words as a POSIX shell would, or null where it holds anything that only a
 * shell understands: pipes, redirects, globs, substitutions, escapes, several commands.
 */
export function splitWords(command: readonly CommandPart[]): CommandWord[] | null {
  const words: CommandPart[][] = [];
  let word: CommandPart[] | null = null;
  let quote = "";
  const push = (part: CommandPart) => {
    word ??= [];
    const last = word.at(-1);
    if (typeof part === "string" && typeof last === "string") word[word.length - 1] = last + part;
    else word.push(part);
  };
  for (const [at, part] of command.entries()) {
    if (typeof part !== "string") {
      push(part);
      continue;
    }
    const text = at === command.length - 1 && quote === "" ? part.trimEnd() : part;
    for (const char of text) {
      if (quote !== "") {
        if (char === quote) quote = "";
        else if (quote === '"' && /[$`\\!]/.test(char)) return null;
        else push(char);
      } else if (char === '"' || char === "'") {
        quote = char;
        push("");
      } else if (char === " " || char === "\t") {
        if (word !== null) words.push(word);
        word = null;
      } else if (/[\w./:=@%+,-]/.test(char)) {
        push(char);
      } else {
        return null;
      }
    }
  }
  if (word !== null) words.push(word);
  return quote === "" ? words : null;
}
