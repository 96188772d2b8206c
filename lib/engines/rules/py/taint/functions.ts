import type { SgNode } from "@ast-grep/napi";
import { endOf, findKinds, kindOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import { parameterNames } from "./definitions.ts";
import { meaningOf } from "./scopes.ts";

const rememberCalls = rememberByTree<ReadonlyMap<string, readonly SgNode[]>>();

/** All calls of the file by the last name of their callee. */
export function callsByName(root: SgNode): ReadonlyMap<string, readonly SgNode[]> {
  return rememberCalls(root, "calls", () => {
    const found = new Map<string, SgNode[]>();
    for (const call of findKinds(root, "call")) {
      const callee = call.field("function");
      const name = (callee?.is("attribute") ? callee.field("attribute") : callee)?.text() ?? "";
      const known = found.get(name);
      if (known === undefined) found.set(name, [call]);
      else known.push(call);
    }
    return found;
  });
}

const rememberClasses = rememberByTree<ReadonlyMap<string, ReadonlyMap<string, SgNode>>>();

/** Methods by class and name, where a class has one of the name. */
function methods(root: SgNode): ReadonlyMap<string, ReadonlyMap<string, SgNode>> {
  return rememberClasses(root, "methods", () => {
    const found = new Map<string, Map<string, SgNode>>();
    for (const owner of findKinds(root, "class_definition")) {
      const own = new Map<string, SgNode>();
      for (const each of parts(owner.field("body") ?? owner)) {
        const fn = each.is("decorated_definition") ? each.field("definition") : each;
        const name = fn?.is("function_definition") ? fn.field("name")?.text() : undefined;
        if (fn && name !== undefined) own.set(name, fn);
      }
      found.set(owner.field("name")?.text() ?? "", own);
    }
    return found;
  });
}

/** The function of this file that is called, or null where it is another's or not certain. */
export function calledFunction(root: SgNode, call: SgNode): SgNode | null {
  const callee = call.field("function");
  if (callee?.is("identifier") === true) {
    const definitions = meaningOf(root, callee.text(), startOf(callee))?.definitions ?? [];
    const [only] = definitions;
    const isFunction = definitions.length === 1 && only?.kind === "function";
    return isFunction && only.node.is("function_definition") ? only.node : null;
  }
  const object = callee?.is("attribute") === true ? callee.field("object") : null;
  if (object?.is("identifier") !== true) return null;
  const owner = /^(?:self|cls)$/.test(object.text()) ? classAround(call) : object.text();
  const name = callee?.field("attribute")?.text() ?? "";
  return owner === null ? null : (methods(root).get(owner)?.get(name) ?? null);
}

export function classAround(node: SgNode): string | null {
  const around = node.ancestors().find((each) => each.is("class_definition"));
  return around?.field("name")?.text() ?? null;
}

/** More callers than this, and the function is anyone's. */
const maxCallers = 20;

/** The calls in this file of one of its functions. */
export function callersOf(root: SgNode, fn: SgNode): readonly SgNode[] {
  const calls = callsByName(root).get(fn.field("name")?.text() ?? "") ?? [];
  if (calls.length > maxCallers) return [];
  return calls.filter((call) => calledFunction(root, call)?.id() === fn.id());
}

/** What a call hands to the parameter, or null where it hands it nothing that is written out. */
export function argumentFor(call: SgNode, fn: SgNode, parameter: string): SgNode | null {
  const list = call.field("arguments");
  if (list === null) return null;
  if (!list.is("argument_list")) return null;
  const names = parameterNames(fn).map((each) => each.text());
  const bound =
    call.field("function")?.is("attribute") === true && /^(?:self|cls)$/.test(names[0] ?? "");
  const place = names.indexOf(parameter) - (bound ? 1 : 0);
  const args = parts(list);
  const named = args.find(
    (each) => each.is("keyword_argument") && each.field("name")?.text() === parameter,
  );
  if (named !== undefined) return named.field("value");
  const positional = args.filter((each) => !each.is("keyword_argument"));
  const early = positional.slice(0, place + 1);
  return early.some((each) => /splat/.test(kindOf(each))) ? null : (positional[place] ?? null);
}

const rememberReturns = rememberByTree<readonly SgNode[]>();

/** What a function returns or yields, without the functions inside it. */
export function returnedBy(root: SgNode, fn: SgNode): readonly SgNode[] {
  const all = rememberReturns(root, "returns", () =>
    findKinds(root, "return_statement", "yield").sort((a, b) => startOf(a) - startOf(b)),
  );
  const end = endOf(fn);
  const found: SgNode[] = [];
  for (let at = firstFrom(all, startOf(fn)); at < all.length && found.length < 40; at++) {
    const each = all[at];
    if (each === undefined || startOf(each) >= end) break;
    const [value] = parts(each);
    if (value !== undefined && functionAround(each)?.id() === fn.id()) found.push(value);
  }
  return found;
}

function firstFrom(nodes: readonly SgNode[], offset: number): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(nodes[middle] as SgNode) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function functionAround(node: SgNode): SgNode | null {
  return (
    node.ancestors().find((each) => each.is("function_definition") || each.is("lambda")) ?? null
  );
}
