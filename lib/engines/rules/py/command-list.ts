import type { SgNode } from "@ast-grep/napi";
import {
  type CommandWord,
  endOptions,
  plainProgram,
  severalWordNames,
  splitWords,
} from "../shell-words.ts";
import { kindOf, parts } from "../syntax.ts";
import { calledName } from "./calls.ts";
import { commandParts, expressionOf } from "./command-parts.ts";
import { onlyValue, parameterOf, scopeOf } from "./scope.ts";
import { pyQuote, pyQuoted } from "./style.ts";

/** The list of arguments that does what the command line does, or null where it needs a shell. */
export function commandList(root: SgNode, command: SgNode): string | null {
  const line = commandParts(command);
  const words = line === null ? null : splitWords(line);
  const program = words === null ? null : plainProgram(words);
  if (words === null || program === null) return null;
  const values = words.flatMap((word) => word.filter((part) => typeof part !== "string"));
  if (values.some((each) => mayHoldSeveralWords(root, expressionOf(each)))) return null;
  const quote = pyQuote(root);
  const all = endOptions(program, words.slice(1)).map((word) => wordText(root, word, quote));
  if (all.includes(null)) return null;
  return `[${[pyQuoted(program, quote), ...all].join(", ")}]`;
}

function wordText(root: SgNode, word: CommandWord, quote: '"' | "'"): string | null {
  const [first, second] = word.filter((part) => part !== "");
  if (first === undefined) return pyQuoted("", quote);
  if (second === undefined && typeof first === "string") return pyQuoted(first, quote);
  if (second === undefined && typeof first !== "string" && isBare(first)) {
    const value = expressionOf(first);
    return isString(root, value) ? value.text() : `str(${value.text()})`;
  }
  const body = word
    .map((part) => {
      if (typeof part === "string") return part.replace(/[{}]/g, "$&$&");
      return part.is("interpolation") ? part.text() : `{${part.text()}}`;
    })
    .join("");
  const use = [quote, quote === '"' ? "'" : '"'].find((each) => !body.includes(each));
  return use === undefined || /[\\\n]|\{[{[]/.test(body) ? null : `f${use}${body}${use}`;
}

/** A value as it is: `{x!r}` and `{x:>3}` write it in a way of their own. */
function isBare(value: SgNode): boolean {
  return !value.is("interpolation") || parts(value).length === 1;
}

const stringMethods =
  /^(?:strip|rstrip|lstrip|lower|upper|replace|decode|format|join|as_posix|strftime|hexdigest)$/;

/** True where the value is a text or a path for certain, which a list of arguments takes as it is. */
function isString(root: SgNode, value: SgNode): boolean {
  if (value.is("string") || value.is("concatenated_string")) return true;
  const parent = value.parent();
  // Only a text can be added to a text.
  if (parent?.is("binary_operator") && parent.field("operator")?.text() === "+") return true;
  if (value.is("call")) {
    const callee = value.field("function");
    if (
      callee?.text() === "str" ||
      /^(?:os\.path\.\w+|shutil\.which)$/.test(calledName(root, value) ?? "")
    ) {
      return true;
    }
    return stringMethods.test(callee?.field("attribute")?.text() ?? "");
  }
  if (!value.is("identifier")) return false;
  const type = parameterOf(scopeOf(value), value.text())?.field("type")?.text() ?? "";
  if (/^(?:str|(?:pathlib\.)?Path)$/.test(type)) return true;
  const own = onlyValue(root, value);
  return own !== null && !own.is("identifier") && isString(root, own);
}

const severalWordCalls = /\.(?:join|format)\s*\(|quote|escape|list2cmdline/i;
const plainWord = /^[\w./:=@%+,-]+$/;
const maxDepth = 6;

/** True where one value may stand for several words, or for none: only a shell would split it. */
function mayHoldSeveralWords(root: SgNode, value: SgNode, depth = 0): boolean {
  if (depth > maxDepth) return true;
  const any = (nodes: readonly SgNode[]) =>
    nodes.some((node) => mayHoldSeveralWords(root, node, depth + 1));
  switch (kindOf(value)) {
    case "string":
      return joinsWords(root, value, depth);
    case "integer":
    case "float":
    case "subscript":
      return false;
    case "identifier": {
      const own = onlyValue(root, value);
      return severalWordNames.test(value.text()) || any(own === null ? [] : [own]);
    }
    case "attribute":
      return severalWordNames.test(value.field("attribute")?.text() ?? "");
    case "binary_operator":
      return joinsWords(root, value, depth);
    case "conditional_expression":
      return any(parts(value).filter((_, at) => at !== 1));
    case "parenthesized_expression":
    case "await":
      return any(parts(value));
    case "call":
      return severalWordCalls.test(value.text()) && calledName(root, value) !== "os.path.join";
    default:
      return true;
  }
}

function joinsWords(root: SgNode, value: SgNode, depth: number): boolean {
  const pieces = commandParts(value);
  if (pieces === null || pieces[0] === value) return true;
  return pieces.some((piece) =>
    typeof piece === "string"
      ? !plainWord.test(piece) && piece !== ""
      : mayHoldSeveralWords(root, expressionOf(piece), depth + 1),
  );
}
