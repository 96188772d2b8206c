import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts } from "../syntax.ts";
import { resolve } from "./scope.ts";
import { type CodeStyle, quoted } from "./style.ts";

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
function hasText(node: SgNode): boolean {
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

const severalWords =
  /(?:args?|argv|flags?|opts|options?|params|extra|rest|list|cmd|commands?|switches)$/i;

/** True where one value may stand for several words, or for none: only a shell would split it. */
export function mayHoldSeveralWords(value: SgNode): boolean {
  const text = value.text();
  if (value.is("identifier") && severalWords.test(text)) return true;
  if (value.is("member_expression") && severalWords.test(value.field("property")?.text() ?? "")) {
    return true;
  }
  if (/\.join\s*\(|\.map\s*\(|JSON\.stringify|quote|escape/i.test(text)) {
    return !/^path\.join\s*\(/.test(text);
  }
  if (/^(?:array|ternary_expression|binary_expression|yield_expression)$/.test(kindOf(value))) {
    return true;
  }
  const declared = value.is("identifier") ? resolve(value)?.by : undefined;
  const initial = declared?.is("variable_declarator") ? declared.field("value") : null;
  if (initial?.is("string")) return /[^\w./:=@%+,-]/.test(initial.text().slice(1, -1));
  return initial !== null && initial !== undefined && isComposite(initial);
}

function isComposite(node: SgNode): boolean {
  return (
    /^(?:array|ternary_expression)$/.test(kindOf(node)) ||
    (/^(?:template_string|binary_expression)$/.test(kindOf(node)) &&
      /\s["'`$]|["'`}]\s|" "/.test(node.text())) ||
    /\.join\s*\(/.test(node.text().replace(/^path\.join/, ""))
  );
}

/** One word as an argument expression in the style of the file. */
export function wordExpression(word: CommandWord, style: CodeStyle): string {
  const [first, second] = word.filter((part) => part !== "");
  if (first === undefined) return quoted("", style);
  if (second === undefined)
    return typeof first === "string" ? quoted(first, style) : asString(first);
  const body = word.map((part) =>
    typeof part === "string" ? part.replace(/[\\`]|\$\{/g, "\\$&") : `\${${part.text()}}`,
  );
  return `\`${body.join("")}\``;
}

const stringMethods =
  /^(?:toString|trim|trimEnd|trimStart|toLowerCase|toUpperCase|replace|replaceAll|padStart|slice|substring)$/;

/** `execFile` takes strings only, where a template made a string of anything. */
function asString(value: SgNode): string {
  const text = value.text();
  if (value.is("string") || value.is("template_string")) return text;
  if (value.is("call_expression")) {
    const callee = value.field("function");
    if (/^(?:String|path\.\w+)$/.test(callee?.text() ?? "")) return text;
    if (stringMethods.test(callee?.field("property")?.text() ?? "")) return text;
  }
  const declared = value.is("identifier") ? resolve(value)?.by : undefined;
  if (/^:\s*string$/.test(declared?.field("type")?.text() ?? "")) return text;
  const initial = declared?.is("variable_declarator") ? declared.field("value") : null;
  const isConst = declared?.parent()?.text().startsWith("const") ?? false;
  if (isConst && initial !== null && (initial?.is("string") || initial?.is("template_string"))) {
    return text;
  }
  return `String(${text})`;
}
