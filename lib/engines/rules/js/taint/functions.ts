import type { SgNode } from "@ast-grep/napi";
import { findKinds, kindOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import { type Declaration, isFunction, resolve, sameNode } from "../scope.ts";
import { argumentsOf, bare } from "./expression.ts";
import { fileIndex } from "./file-index.ts";
import { functionAround } from "./statements.ts";

/** A function called from more places in one file is a utility: what it is given is not followed. */
const maxCallers = 20;
const rememberReturns = rememberByTree<readonly SgNode[]>();

/** A parameter in its function: which one, and its outermost node. */
export interface Parameter {
  readonly of: SgNode;
  readonly index: number;
  readonly node: SgNode;
}

export function parametersOf(fn: SgNode): readonly SgNode[] {
  const single = fn.field("parameter");
  if (single !== null) return [single];
  const list = fn.field("parameters");
  return list === null ? [] : parts(list);
}

/** The name or pattern of a parameter, without type and default. */
export function patternOf(parameter: SgNode): SgNode {
  return parameter.field("pattern") ?? parameter.field("left") ?? parameter;
}

/** The parameter that declares a name, or null where something else does. */
export function parameterOf(declaration: Declaration): Parameter | null {
  const { by, name } = declaration;
  const declares = /^(?:formal_parameters|required_parameter|optional_parameter|arrow_function)$/;
  if (!declares.test(kindOf(by))) return null;
  const fn = by.is("arrow_function") ? by : functionAround(name);
  if (fn === null) return null;
  const all = parametersOf(fn);
  const index = all.findIndex(
    (each) => startOf(each) <= startOf(name) && startOf(name) < each.range().end.index,
  );
  const node = all[index];
  return node === undefined ? null : { of: fn, index, node };
}

/** The function of this file that a callee names: a declaration, a `const`, or a method of the class. */
export function functionOf(callee: SgNode | null): SgNode | null {
  if (callee === null) return null;
  if (isFunction(callee)) return callee;
  if (callee.is("parenthesized_expression")) return functionOf(parts(callee)[0] ?? null);
  if (callee.is("member_expression") && callee.field("object")?.is("this")) {
    const body = callee.ancestors().find((each) => each.is("class_body"));
    const name = callee.field("property")?.text();
    const member = body?.children().find((each) => each.field("name")?.text() === name);
    return member?.is("method_definition")
      ? member
      : (functionValue(member?.field("value")) ?? null);
  }
  if (!callee.is("identifier")) return null;
  const found = resolve(callee);
  if (found === null) return null;
  if (isFunction(found.by)) return sameNode(found.by.field("name"), found.name) ? found.by : null;
  return found.by.is("variable_declarator") ? functionValue(found.by.field("value")) : null;
}

function functionValue(value: SgNode | null | undefined): SgNode | null {
  if (value === null || value === undefined) return null;
  if (isFunction(value)) return value;
  // `asyncHandler(async (req, res) => …)` and `useCallback(() => …)` hand the function on.
  const inner = value.is("call_expression") ? argumentsOf(value).find(isFunction) : undefined;
  return inner ?? null;
}

/** What a function gives back: its expressions after `return`, or the arrow's own. */
export function returnsOf(fn: SgNode): readonly SgNode[] {
  return rememberReturns(fn.getRoot().root(), String(startOf(fn)), () => {
    const body = fn.field("body");
    if (body === null) return [];
    if (!body.is("statement_block")) return [body];
    return findKinds(body, "return_statement")
      .filter((each) => functionAround(each)?.id() === fn.id())
      .flatMap((each) => parts(each).slice(0, 1));
  });
}

/** The calls in the file that run this function by its name; none where there are too many to follow. */
export function callersOf(fn: SgNode): readonly SgNode[] {
  const holder = fn.parent();
  const name =
    fn.field("name")?.text() ??
    (holder?.is("variable_declarator") ? holder.field("name")?.text() : undefined);
  if (name === undefined) return [];
  const calls = fileIndex(fn.getRoot().root()).calls.get(name) ?? [];
  if (calls.length > maxCallers) return [];
  return calls.filter((call) => functionOf(call.field("function"))?.id() === fn.id());
}

/** The call that a function is handed to as it stands: `list.map((x) => …)`. */
export function handedTo(fn: SgNode): { readonly call: SgNode; readonly position: number } | null {
  const list = fn.parent();
  const call = list?.is("arguments") ? list.parent() : null;
  if (list === null || call === null || call === undefined) return null;
  return { call, position: parts(list).findIndex((each) => bare(each).id() === fn.id()) };
}
