import type { SgNode } from "@ast-grep/napi";
import type { CommandPart } from "../shell-words.ts";
import { kindOf, parts } from "../syntax.ts";
import { hasSplat, keywordArgument, positionalArguments } from "./arguments.ts";

/** The text and the values of a command expression, in order; null where it is put together otherwise. */
export function commandParts(node: SgNode): CommandPart[] | null {
  switch (kindOf(node)) {
    case "parenthesized_expression":
    case "concatenated_string":
      return joined(parts(node).map(commandParts));
    case "string":
      return stringParts(node);
    case "binary_operator":
      return operatorParts(node);
    case "call":
      return isFormat(node) ? formatParts(node) : [node];
    default:
      return [node];
  }
}

/** True for a text that is put together here from more than constants. */
export function isBuilt(node: SgNode): boolean {
  const found = commandParts(node);
  if (found === null) return mayBuild(node);
  return found.length > 1 && found.some((each) => typeof each !== "string");
}

function mayBuild(node: SgNode): boolean {
  return hasText(node) && /[{%+]/.test(node.text());
}

function joined(all: readonly (CommandPart[] | null)[]): CommandPart[] | null {
  const known = all.flatMap((each) => each ?? []);
  return all.includes(null) ? null : known;
}

function stringParts(node: SgNode): CommandPart[] | null {
  const [opening] = node.children();
  if (opening === undefined || /b/i.test(opening.text())) return null;
  const formatted = /f/i.test(opening.text());
  return joined(
    node.children().map((part) => {
      if (part.is("interpolation")) return [part];
      if (!part.is("string_content")) return [];
      const text = part.text();
      return text.includes("\\") || (formatted && /[{}]/.test(text)) ? null : [text];
    }),
  );
}

/** Without a text operand, `a + b` may be a sum of numbers. */
function hasText(node: SgNode): boolean {
  if (node.is("string") || node.is("concatenated_string")) return true;
  if (node.is("call")) return isFormat(node);
  if (node.is("parenthesized_expression")) return parts(node).some(hasText);
  return node.is("binary_operator") && parts(node).some(hasText);
}

function operatorParts(node: SgNode): CommandPart[] | null {
  const left = node.field("left");
  const right = node.field("right");
  const operator = node.field("operator")?.text();
  if (left === null || right === null || !hasText(node)) return [node];
  if (operator === "+") return joined([commandParts(left), commandParts(right)]);
  if (operator !== "%" || !hasText(left)) return [node];
  const template = commandParts(left);
  const values = right.is("tuple") ? parts(right) : [right];
  if (right.is("dictionary") || values.some((each) => /splat/.test(kindOf(each)))) return null;
  return filled(template, values);
}

function isFormat(node: SgNode): boolean {
  const callee = node.field("function");
  const object = callee?.field("object") ?? null;
  return object !== null && callee?.field("attribute")?.text() === "format" && hasText(object);
}

function formatParts(node: SgNode): CommandPart[] | null {
  const list = node.field("arguments");
  const object = node.field("function")?.field("object") ?? null;
  if (object === null || !list?.is("argument_list") || hasSplat(list)) return null;
  const template = commandParts(object);
  const text = template?.every((each) => typeof each === "string") ? template.join("") : null;
  if (text === null) return null;
  const positional = positionalArguments(list);
  let next = 0;
  const pieces = text.split(/(\{\w*\})/).map((piece): CommandPart[] | null => {
    const key = /^\{(\w*)\}$/.exec(piece)?.[1];
    if (key === undefined) return /[{}]/.test(piece) ? null : [piece];
    const at = key === "" ? next++ : Number(key);
    const value = Number.isNaN(at) ? keywordArgument(list, key)?.value : positional[at];
    return value === undefined ? null : [value];
  });
  return joined(pieces);
}

/** Puts the values in the places of a `%s` template; `%d` writes numbers in a way of its own. */
function filled(
  template: readonly CommandPart[] | null,
  values: readonly SgNode[],
): CommandPart[] | null {
  if (template === null || template.some((each) => typeof each !== "string")) return null;
  const found = template.join("").split(/(%%|%s)/);
  const texts = found.map((each) => (each === "%%" ? "%" : each));
  if (found.some((each) => each !== "%%" && each !== "%s" && each.includes("%"))) return null;
  if (found.filter((each) => each === "%s").length !== values.length) return null;
  let next = 0;
  return texts.flatMap((each, at): CommandPart[] => {
    const value = found[at] === "%s" ? values[next++] : each;
    return value === undefined ? [] : [value];
  });
}

/** The values of a `%` operation that are written as texts: `%d` takes numbers alone. */
export function textValues(node: SgNode): SgNode[] {
  const right = node.field("right");
  if (right === null) return [];
  if (right.is("dictionary")) return parts(right).flatMap((each) => each.field("value") ?? []);
  const values = right.is("tuple") ? parts(right) : [right];
  const places = (node.field("left")?.text() ?? "")
    .replaceAll("%%", "")
    .match(/%[-+ #\d.]*[a-z]/gi);
  if (places?.length !== values.length) return values;
  return values.filter((_, at) => /[sra]$/.test(places[at] ?? "s"));
}

/** The expression behind a value: of `{x}` in an f-string it is `x`. */
export function expressionOf(value: SgNode): SgNode {
  return value.is("interpolation") ? (parts(value)[0] ?? value) : value;
}
