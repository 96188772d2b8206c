import type { SgNode } from "@ast-grep/napi";
import { findKinds, kindOf, parts, rememberByTree, startOf } from "../syntax.ts";

/** The function around a node, or the module. */
export function scopeOf(node: SgNode): SgNode {
  const all = node.ancestors();
  const found = all.find((each) => each.is("function_definition") || each.is("lambda"));
  return found ?? all.at(-1) ?? node;
}

type Assigned = ReadonlyMap<string, readonly SgNode[]>;

const rememberAssigned = rememberByTree<Assigned>();
const rememberRoot = rememberByTree<ReadonlyMap<number, Map<string, SgNode[]>>>();
/** All places that give a plain name or `self.name` a value, by the scope they stand in. */
function assignedIn(root: SgNode, scope: SgNode): Assigned {
  const all = rememberRoot(root, "bindings", () => {
    const scopes = new Map<number, Map<string, SgNode[]>>();
    for (const node of findKinds(root, ...bindingKinds)) {
      const target = targetOf(node);
      const id = scopeOf(node).id();
      const names = scopes.get(id) ?? new Map<string, SgNode[]>();
      scopes.set(id, names);
      for (const name of namesIn(target)) append(names, name, node);
    }
    return scopes;
  });
  return rememberAssigned(root, String(scope.id()), () => all.get(scope.id()) ?? new Map());
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const bindingKinds = [
  "assignment",
  "augmented_assignment",
  "named_expression",
  "for_statement",
  "for_in_clause",
  "as_pattern",
];

function targetOf(node: SgNode): SgNode | null {
  if (node.is("as_pattern")) return node.field("alias");
  return node.field("left") ?? node.field("name");
}

function namesIn(target: SgNode | null): string[] {
  if (target === null) return [];
  if (target.is("identifier")) return [target.text()];
  if (target.is("attribute")) return /^self\.\w+$/.test(target.text()) ? [target.text()] : [];
  const nested = /pattern|tuple|list|alias|target/.test(kindOf(target));
  return nested ? parts(target).flatMap(namesIn) : [];
}

/** The nodes that bind a name in the scope of `use`, or in the module where the scope has none. */
export function bindingsOf(root: SgNode, use: SgNode): readonly SgNode[] {
  const name = use.text();
  for (let scope = scopeOf(use); ; scope = scopeOf(scope)) {
    if (isParameter(scope, name)) return [];
    const found = assignedIn(root, scope).get(name);
    if (found !== undefined) return found;
    if (scope.id() === root.id() || scope.ancestors().length === 0) return [];
  }
}

function isParameter(scope: SgNode, name: string): boolean {
  return parameterOf(scope, name) !== null;
}

/** The parameter of that name, with its type and default, or null. */
export function parameterOf(scope: SgNode, name: string): SgNode | null {
  const list = scope.field("parameters");
  for (const each of list?.children() ?? []) {
    const own = each.is("identifier")
      ? each
      : (each.field("name") ?? each.children().find((child) => child.is("identifier")));
    if (own?.text() === name) return each;
  }
  return null;
}

/** The only value that a name gets in its scope, above its use; null where there is another. */
export function onlyValue(root: SgNode, use: SgNode): SgNode | null {
  if (!use.is("identifier")) return null;
  const [only, ...more] = bindingsOf(root, use);
  if (only === undefined || more.length > 0 || startOf(only) > startOf(use)) return null;
  return valueGiven(only, use.text());
}

/** What one binding gives the name: of `a = b`, `a := b`, `with b as a`. */
export function valueGiven(binding: SgNode, name: string): SgNode | null {
  if (!/^(?:assignment|named_expression|as_pattern)$/.test(kindOf(binding))) return null;
  if (targetOf(binding)?.text() !== name) return null;
  if (binding.is("as_pattern")) return binding.children()[0] ?? null;
  return binding.field("right") ?? binding.field("value");
}

/** The values that `x` or `self.x` gets anywhere in the file, for names of things made once. */
export function valuesOf(root: SgNode, name: string): readonly (SgNode | null)[] {
  return (
    rememberEverywhere(root, "values", () => {
      const values = new Map<string, (SgNode | null)[]>();
      for (const node of findKinds(root, ...bindingKinds)) {
        for (const own of namesIn(targetOf(node))) {
          append(values, own, valueGiven(node, own));
        }
      }
      return values;
    }).get(name) ?? []
  );
}

const rememberEverywhere = rememberByTree<ReadonlyMap<string, readonly (SgNode | null)[]>>();
