import type { SgNode } from "@ast-grep/napi";
import { endOf, findKinds, kindOf, rememberByTree, startOf } from "../syntax.ts";

/** A name's declaration and the node within which the name means it. */
export interface Declaration {
  readonly name: SgNode;
  /** The declarator, parameter, import specifier or function that declares the name. */
  readonly by: SgNode;
  readonly scope: SgNode;
  readonly scopeStart: number;
  readonly scopeEnd: number;
}

const patternKinds = new Set([
  "object_pattern",
  "array_pattern",
  "pair_pattern",
  "assignment_pattern",
  "object_assignment_pattern",
  "rest_pattern",
]);
const blockKinds = new Set([
  "statement_block",
  "program",
  "for_statement",
  "for_in_statement",
  "switch_body",
  "class_static_block",
]);
const functionKinds = new Set([
  "function_declaration",
  "function_expression",
  "generator_function",
  "generator_function_declaration",
  "arrow_function",
  "method_definition",
]);

/** Every function of a tree, methods and arrows among them. */
export function functionsIn(root: SgNode): SgNode[] {
  return findKinds(root, ...functionKinds);
}

export function isFunction(node: SgNode): boolean {
  return functionKinds.has(kindOf(node));
}

const rememberNames = rememberByTree<ReadonlyMap<string, SgNode[]>>();

/** Every use and declaration of a plain name in the tree. */
export function namesIn(root: SgNode, name: string): SgNode[] {
  const byText = rememberNames(root, "", () => {
    const known = new Map<string, SgNode[]>();
    const kinds = [
      "identifier",
      "shorthand_property_identifier",
      "shorthand_property_identifier_pattern",
    ];
    for (const node of findKinds(root, ...kinds)) {
      const text = node.text();
      const same = known.get(text);
      if (same === undefined) known.set(text, [node]);
      else same.push(node);
    }
    return known;
  });
  return byText.get(name) ?? [];
}

const rememberDeclarations = rememberByTree<Declaration[]>();

/** Every place of the tree that declares the name. */
export function declarationsOf(root: SgNode, name: string): Declaration[] {
  return rememberDeclarations(root, name, () =>
    namesIn(root, name).flatMap((node) => declarationAt(node) ?? []),
  );
}

/** Uses of the name that mean this declaration, the declaration itself left out. */
export function usesOf(root: SgNode, declaration: Declaration): SgNode[] {
  return namesIn(root, declaration.name.text()).filter((node) => {
    if (startOf(node) === startOf(declaration.name) || declarationAt(node) !== null) return false;
    const found = resolve(node);
    return found !== null && startOf(found.name) === startOf(declaration.name);
  });
}

/** Declarations of one name, outer scopes first, each with the place of the scope around its own. */
interface Nesting {
  readonly all: readonly Declaration[];
  readonly around: readonly number[];
}

const rememberNesting = rememberByTree<Nesting>();

function nestingOf(root: SgNode, name: string): Nesting {
  return rememberNesting(root, name, () => {
    const all = [...declarationsOf(root, name)].sort(
      (a, b) => a.scopeStart - b.scopeStart || b.scopeEnd - a.scopeEnd,
    );
    const around: number[] = [];
    const open: number[] = [];
    for (const [at, { scopeStart }] of all.entries()) {
      while (open.length > 0 && (all[open.at(-1) ?? 0]?.scopeEnd ?? 0) <= scopeStart) open.pop();
      around.push(open.at(-1) ?? -1);
      open.push(at);
    }
    return { all, around };
  });
}

/** What an identifier means: the declaration of the innermost scope around it, or null. */
export function resolve(identifier: SgNode): Declaration | null {
  const { all, around } = nestingOf(identifier.getRoot().root(), identifier.text());
  const start = startOf(identifier);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.scopeStart ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  let at = low - 1;
  while (at >= 0 && (all[at]?.scopeEnd ?? 0) <= start) at = around[at] ?? -1;
  return all[at] ?? null;
}

function declarationAt(name: SgNode): Declaration | null {
  let node = name;
  let parent = node.parent();
  while (parent !== null && patternKinds.has(kindOf(parent))) {
    if (parent.is("pair_pattern") && !sameNode(parent.field("value"), node)) return null;
    if (parent.is("assignment_pattern") && !sameNode(parent.field("left"), node)) return null;
    node = parent;
    parent = node.parent();
  }
  if (parent === null) return null;
  const scope = declaredScope(parent, node);
  if (scope === null) return null;
  return { name, by: parent, scope, scopeStart: startOf(scope), scopeEnd: endOf(scope) };
}

function declaredScope(parent: SgNode, node: SgNode): SgNode | null {
  switch (kindOf(parent)) {
    case "variable_declarator":
      if (!sameNode(parent.field("name"), node)) return null;
      return parent.parent()?.is("variable_declaration")
        ? nearest(parent, (each) => isFunction(each) || each.is("program"))
        : nearest(parent, (each) => blockKinds.has(kindOf(each)));
    case "formal_parameters":
      return parent.parent();
    case "required_parameter":
    case "optional_parameter":
      return sameNode(parent.field("pattern"), node) ? nearest(parent, isFunction) : null;
    case "arrow_function":
      return sameNode(parent.field("parameter"), node) ? parent : null;
    case "function_declaration":
    case "generator_function_declaration":
    case "class_declaration":
      return sameNode(parent.field("name"), node)
        ? nearest(parent, (each) => blockKinds.has(kindOf(each)))
        : null;
    case "function_expression":
      return sameNode(parent.field("name"), node) ? parent : null;
    case "catch_clause":
      return sameNode(parent.field("parameter"), node) ? parent : null;
    case "for_in_statement":
      return sameNode(parent.field("left"), node) ? parent : null;
    case "import_specifier":
      return sameNode(parent.field("alias") ?? parent.field("name"), node) ? top(parent) : null;
    case "import_clause":
    case "namespace_import":
    case "import_require_clause":
      return top(parent);
    default:
      return null;
  }
}

function nearest(node: SgNode, wanted: (node: SgNode) => boolean): SgNode | null {
  return node.ancestors().find(wanted) ?? null;
}

function top(node: SgNode): SgNode {
  return node.getRoot().root();
}

export function sameNode(a: SgNode | null, b: SgNode): boolean {
  return a !== null && startOf(a) === startOf(b) && endOf(a) === endOf(b);
}
