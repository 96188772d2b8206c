import type { SgNode } from "@ast-grep/napi";
import { findKinds, kindOf, normalised, parts } from "../syntax.ts";
import { commandParts, expressionOf, isBuilt, textValues } from "./command-parts.ts";
import { bindingsOf, onlyValue, valueGiven } from "./scope.ts";
import { shortened } from "./style.ts";
import { isTrusted } from "./trusted.ts";

/** The text that a command is built as, here or in the one assignment of its variable. */
export function builtCommand(root: SgNode, command: SgNode): SgNode | null {
  if (isBuilt(command)) return command;
  if (!command.is("identifier")) return null;
  const own = onlyValue(root, command) ?? extended(root, command);
  return own !== null && isBuilt(own) ? own : null;
}

/** The first value of a variable that further text is added to. */
function extended(root: SgNode, command: SgNode): SgNode | null {
  const all = bindingsOf(root, command);
  const [first, ...more] = all;
  const grows = more.length > 0 && more.every((each) => each.is("augmented_assignment"));
  return first !== undefined && grows ? valueGiven(first, command.text()) : null;
}

/** Whoever hands over a whole command wants a shell to read it. */
const wholeCommand =
  /^(?:[\w.]+[_.])?(?:cmds?|commands?|cmd_?line|command_?line|cmd_?str\w*|script|shell|editor|pager)$/i;

/** The values in it that somebody else may choose. */
export function shellValues(root: SgNode, built: SgNode): SgNode[] {
  const found = commandParts(built) ?? looseParts(built);
  return found
    .flatMap((each) => (typeof each === "string" || isNumeric(each) ? [] : [expressionOf(each)]))
    .filter((each) => !wholeCommand.test(each.text()) && !isTrusted(root, each));
}

/** `{count:03d}` takes a number alone. */
function isNumeric(value: SgNode): boolean {
  const format = value.children().find((each) => each.is("format_specifier"));
  return value.is("interpolation") && /[bcdeEfFgGnoxX%]$/.test(format?.text() ?? "");
}

/** Values of a text with escapes or formats, where only their names are asked for. */
function looseParts(built: SgNode): SgNode[] {
  if (built.is("binary_operator") && built.field("operator")?.text() === "%") {
    return textValues(built);
  }
  if (built.is("call")) {
    const list = built.field("arguments");
    return list === null ? [] : parts(list).map((each) => each.field("value") ?? each);
  }
  if (built.is("string")) return findKinds(built, "interpolation");
  if (/^(?:binary_operator|parenthesized_expression|concatenated_string)$/.test(kindOf(built))) {
    return parts(built).flatMap(looseParts);
  }
  return [built];
}

/** The values as a message lists them. */
export function listed(values: readonly SgNode[]): string {
  const names = [...new Set(values.map((value) => `\`${shortened(normalised(value))}\``))];
  return names.slice(0, 3).join(", ") + (names.length > 3 ? " and more" : "");
}
