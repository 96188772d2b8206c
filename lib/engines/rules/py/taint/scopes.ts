import type { SgNode } from "@ast-grep/napi";
import { endOf, findKinds, kindOf, rememberByTree, startOf } from "../../syntax.ts";
import type { Definition, Scope } from "./definition.ts";
import { collectDefinitions } from "./definitions.ts";

interface Scopes {
  readonly at: (offset: number) => Scope;
}

const remember = rememberByTree<Scopes>();

/** The name spaces of a file with all that is defined in them, in the order of the text. */
function pyScopes(root: SgNode): Scopes {
  return remember(root, "scopes", () => {
    const all = nested(root);
    const at = (offset: number): Scope => innermost(all, offset);
    collectDefinitions(root, at);
    for (const scope of all) {
      for (const found of scope.definitions.values()) found.sort((a, b) => a.at - b.at);
    }
    return { at };
  });
}

const comprehensions = [
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
];

function nested(root: SgNode): readonly Scope[] {
  const nodes = findKinds(
    root,
    "function_definition",
    "lambda",
    "class_definition",
    ...comprehensions,
  );
  const ranges = nodes
    .map((node) => ({ node, start: scopeStart(node), end: endOf(node) }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const end = endOf(root) + 1;
  const module: Scope = {
    node: root,
    kind: "module",
    start: 0,
    end,
    parent: null,
    definitions: new Map(),
  };
  const all: Scope[] = [module];
  let open: Scope = module;
  for (const range of ranges) {
    while (open.parent !== null && open.end <= range.start) open = open.parent;
    const scope: Scope = {
      ...range,
      kind: scopeKind(range.node),
      parent: open,
      definitions: new Map(),
    };
    all.push(scope);
    open = scope;
  }
  return all;
}

/** A function's own names begin at its parameters, a class's at its body. */
function scopeStart(node: SgNode): number {
  const inner = node.field("parameters") ?? node.field("body");
  return node.is("function_definition") || node.is("class_definition")
    ? startOf(inner ?? node)
    : startOf(node);
}

function scopeKind(node: SgNode): Scope["kind"] {
  if (node.is("class_definition")) return "class";
  return comprehensions.includes(kindOf(node)) ? "comprehension" : "function";
}

/** Sorted by their start, so what holds an offset is the last to start before it or around that one. */
function innermost(all: readonly Scope[], offset: number): Scope {
  let low = 0;
  let high = all.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((all[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  let scope = all[low] as Scope;
  while (scope.parent !== null && scope.end <= offset) scope = scope.parent;
  return scope;
}

/** The name's definitions in the nearest scope that has any, and whether it is the use's own. */
export interface Meaning {
  readonly scope: Scope;
  readonly definitions: readonly Definition[];
  readonly own: boolean;
}

export function meaningOf(root: SgNode, name: string, offset: number): Meaning | null {
  let own = true;
  for (let scope: Scope | null = pyScopes(root).at(offset); scope !== null; scope = scope.parent) {
    const definitions = scope.definitions.get(name);
    // The names of a class body are not seen from its methods.
    const seen = scope.kind !== "class" || own;
    if (definitions !== undefined && seen) return { scope, definitions, own };
    if (scope.kind !== "comprehension") own = false;
  }
  return null;
}
