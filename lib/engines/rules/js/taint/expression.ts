import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts } from "../../syntax.ts";
import { stringContent } from "../bindings.ts";

const wrappers = new Set([
  "parenthesized_expression",
  "as_expression",
  "satisfies_expression",
  "non_null_expression",
  "await_expression",
]);

/** The expression without the parentheses, types and awaits around it. */
export function bare(node: SgNode): SgNode {
  let inner = node;
  while (wrappers.has(kindOf(inner)) || inner.is("type_assertion") || isAwaitCall(inner)) {
    const all = isAwaitCall(inner) ? argumentsOf(inner) : parts(inner);
    const next = inner.is("type_assertion") ? all.at(-1) : all[0];
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** The grammar takes the `await (x).y` of some places for a call of a function named await. */
function isAwaitCall(node: SgNode): boolean {
  return node.is("call_expression") && node.field("function")?.text() === "await";
}

/** The arguments of a call; none where it is a tagged template. */
export function argumentsOf(call: SgNode): readonly SgNode[] {
  const list = call.field("arguments");
  return list?.is("arguments") ? parts(list) : [];
}

export function isTaggedTemplate(call: SgNode): boolean {
  return call.field("arguments")?.is("template_string") ?? false;
}

/** The key that a member or subscript reads; "*" for one that is worked out. */
export function keyOf(access: SgNode): string {
  if (access.is("member_expression")) return access.field("property")?.text() ?? "*";
  const index = access.field("index");
  return stringContent(index) ?? (index?.is("number") ? index.text() : "*");
}

export function isAccess(node: SgNode): boolean {
  return node.is("member_expression") || node.is("subscript_expression");
}

/** The name that a call goes by: the function's own, or the method's. */
export function calledName(call: SgNode): string {
  const callee = call.field(call.is("new_expression") ? "constructor" : "function");
  if (callee === null) return "";
  return callee.is("member_expression") ? (callee.field("property")?.text() ?? "") : callee.text();
}

/** The value under a key of an object literal; null where the literal has no such key in plain sight. */
export function propertyOf(object: SgNode, key: string): SgNode | null {
  for (const part of parts(object)) {
    if (part.is("shorthand_property_identifier") && part.text() === key) return part;
    if (!part.is("pair")) continue;
    const name = part.field("key");
    if ((stringContent(name) ?? name?.text()) === key) return part.field("value");
  }
  return null;
}

/** The values in a literal list or object, spread ones included. */
export function membersOf(literal: SgNode): SgNode[] {
  return parts(literal).flatMap((part) => {
    if (part.is("pair")) return part.field("value") ?? [];
    if (part.is("spread_element")) return parts(part).slice(0, 1);
    return part.is("method_definition") ? [] : part;
  });
}
