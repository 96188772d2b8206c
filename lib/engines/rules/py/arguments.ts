import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, findKinds, kindOf, parts, startOf } from "../syntax.ts";

export interface KeywordArgument {
  readonly argument: SgNode;
  readonly value: SgNode;
}

export function keywordArgument(list: SgNode, name: string): KeywordArgument | null {
  for (const argument of parts(list)) {
    const value = argument.is("keyword_argument") ? argument.field("value") : null;
    if (value !== null && argument.field("name")?.text() === name) return { argument, value };
  }
  return null;
}

export function positionalArguments(list: SgNode): SgNode[] {
  return parts(list).filter((each) => !each.is("keyword_argument") && !/splat/.test(kindOf(each)));
}

/** True for `f(*args)` and `f(**options)`, which may hold any argument. */
export function hasSplat(list: SgNode): boolean {
  return parts(list).some((each) => /splat/.test(kindOf(each)));
}

/** Takes an argument out with its comma; null where a comment between the arguments would be lost. */
export function removeArgument(argument: SgNode): TextEdit[] | null {
  const before = argument.prevAll().find((each) => each.isNamed() && !each.is("comment"));
  if (before !== undefined) {
    return hasComment(argument.prevAll(), startOf(before), startOf(argument))
      ? null
      : [{ start: endOf(before), end: endOf(argument), text: "" }];
  }
  const next = argument.nextAll().find((each) => each.isNamed() && !each.is("comment"));
  if (next !== undefined) {
    return hasComment(argument.nextAll(), endOf(argument), startOf(next))
      ? null
      : [{ start: startOf(argument), end: startOf(next), text: "" }];
  }
  const list = argument.parent();
  if (list === null || findKinds(list, "comment").length > 0) return null;
  return [{ start: startOf(list) + 1, end: endOf(list) - 1, text: "" }];
}

function hasComment(nodes: readonly SgNode[], start: number, end: number): boolean {
  return nodes.some((each) => each.is("comment") && startOf(each) >= start && endOf(each) <= end);
}

/** Adds a keyword argument after the last one, on a line of its own where the others have theirs. */
export function appendArgument(file: SourceFile, list: SgNode, text: string): TextEdit[] | null {
  const last = parts(list).at(-1);
  if (last === undefined) return [{ start: startOf(list) + 1, end: startOf(list) + 1, text }];
  if (last.is("generator_expression")) return null;
  const comma = last.nextAll().find((each) => each.text() === ",");
  const lineStart = file.text.lastIndexOf("\n", startOf(last)) + 1;
  const indent = file.text.slice(lineStart, startOf(last));
  const ownLine = /^[ \t]+$/.test(indent);
  const at = comma === undefined ? endOf(last) : endOf(comma);
  if (comma === undefined) {
    return [{ start: at, end: at, text: ownLine ? `,${file.eol}${indent}${text}` : `, ${text}` }];
  }
  return [{ start: at, end: at, text: ownLine ? `${file.eol}${indent}${text},` : ` ${text},` }];
}
