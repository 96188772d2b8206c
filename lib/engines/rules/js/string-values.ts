import type { SgNode } from "@ast-grep/napi";
import { severalWordNames } from "../shell-words.ts";
import { kindOf, parts } from "../syntax.ts";
import { commandParts } from "./command-words.ts";
import { resolve } from "./scope.ts";

const severalWordCalls = /\.(?:join|map)\s*\(|JSON\.stringify|quote|escape/i;
const plainWord = /^[\w./:=@%+,-]+$/;
const maxDepth = 6;

/** True where one value may stand for several words, or for none: only a shell would split it. */
export function mayHoldSeveralWords(value: SgNode, depth = 0): boolean {
  if (depth > maxDepth) return true;
  const text = value.text();
  const any = (nodes: readonly SgNode[]) =>
    nodes.some((node) => mayHoldSeveralWords(node, depth + 1));
  switch (kindOf(value)) {
    case "string":
      return !plainWord.test(text.slice(1, -1));
    case "number":
    case "subscript_expression":
      return false;
    case "identifier":
      return severalWordNames.test(text) || any(initialOf(value));
    case "member_expression":
      return severalWordNames.test(value.field("property")?.text() ?? "");
    case "template_string":
    case "binary_expression":
      return joinsWords(value) ?? any(parts(value));
    case "ternary_expression":
      return any(parts(value).slice(1));
    case "parenthesized_expression":
    case "await_expression":
    case "non_null_expression":
    case "as_expression":
      return any(parts(value).slice(0, 1));
    case "call_expression":
    case "new_expression":
      return severalWordCalls.test(text) && !/^path\.join\s*\(/.test(text);
    default:
      return true;
  }
}

/** Answers for a text that is put together here; null for other operators. */
function joinsWords(value: SgNode): boolean | null {
  const operator = value.field("operator")?.text();
  if (operator !== undefined && operator !== "+") return null;
  const pieces = commandParts(value);
  if (pieces === null || (pieces.length === 1 && pieces[0] === value)) return null;
  return pieces.some((piece) =>
    typeof piece === "string" ? !plainWord.test(piece) : mayHoldSeveralWords(piece, 1),
  );
}

/** What a variable of the file starts with. */
function initialOf(name: SgNode): SgNode[] {
  const found = resolve(name);
  const value = found?.by.is("variable_declarator") ? found.by.field("value") : null;
  const plain = found?.by.field("name")?.text() === name.text();
  return value !== null && plain ? [value] : [];
}

const stringMethods =
  /^(?:toString|trim|trimEnd|trimStart|toLowerCase|toUpperCase|replace|replaceAll|padStart|slice|substring)$/;

/** True where the value is a string for certain, by its syntax or its declared type. */
export function isString(value: SgNode, depth = 0): boolean {
  if (depth > maxDepth) return false;
  if (value.is("string") || value.is("template_string")) return true;
  if (value.is("call_expression")) {
    const callee = value.field("function");
    if (/^(?:String|path\.\w+)$/.test(callee?.text() ?? "")) return true;
    return stringMethods.test(callee?.field("property")?.text() ?? "");
  }
  if (value.is("binary_expression")) {
    const [left, right] = parts(value);
    const orElse = /^(?:\?\?|\|\|)$/.test(value.field("operator")?.text() ?? "");
    const read = /^process\.env\b/.test(left?.text() ?? "");
    return orElse && read && right !== undefined && isString(right, depth + 1);
  }
  if (!value.is("identifier")) return false;
  const declared = resolve(value)?.by;
  if (/^:\s*string$/.test(declared?.field("type")?.text() ?? "")) return true;
  const isConst = declared?.parent()?.text().startsWith("const") ?? false;
  return isConst && initialOf(value).some((each) => isString(each, depth + 1));
}
