import type { SgNode } from "@ast-grep/napi";
import type { CommandWord } from "../shell-words.ts";
import { isString } from "./string-values.ts";
import { type CodeStyle, quoted } from "./style.ts";

/** One word as an argument expression in the style of the file. */
export function wordExpression(word: CommandWord, style: CodeStyle): string {
  const [first, second] = word.filter((part) => part !== "");
  if (first === undefined) return quoted("", style);
  if (second === undefined) {
    return typeof first === "string" ? quoted(first, style) : asString(first);
  }
  const body = word.map((part) =>
    typeof part === "string" ? part.replace(/[\\`]|\$\{/g, "\\$&") : `\${${part.text()}}`,
  );
  return `\`${body.join("")}\``;
}

/** `execFile` takes strings only, where a template made a string of anything. */
function asString(value: SgNode): string {
  return isString(value) ? value.text() : `String(${value.text()})`;
}
