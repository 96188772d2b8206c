import bash from "@ast-grep/lang-bash";
import python from "@ast-grep/lang-python";
import { Lang, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";
import type { Language, TextEdit } from "./text.ts";
import { countParsed } from "./tree-memory.ts";

const grammars: Readonly<Partial<Record<Language, string>>> = {
  javascript: Lang.JavaScript,
  typescript: Lang.TypeScript,
  tsx: Lang.Tsx,
  html: Lang.Html,
  css: Lang.Css,
  python: "python",
};

let registered = false;
const treeCaches: Map<string, unknown>[] = [];

/**
 * Remembers what was worked out about a tree, by a key. A node's id is unique among live trees only,
 * so everything is forgotten at the next parse, before an id can come back.
 */
export function rememberByTree<Value>(): (
  root: SgNode,
  key: string,
  compute: () => Value,
) => Value {
  const cache = new Map<string, Value>();
  treeCaches.push(cache);
  return (root, key, compute) => {
    const full = `${root.id()} ${key}`;
    const known = cache.get(full);
    if (known !== undefined) return known;
    const value = compute();
    cache.set(full, value);
    return value;
  };
}

/** Parses with error recovery: broken text still gives a tree, with ERROR nodes in it. */
export function parseText(language: Language, text: string): SgNode | null {
  const grammar = grammars[language];
  if (grammar === undefined) return null;
  if (!registered) {
    // ast-grep takes a process’s languages once, so bash of the adversarial suite is named here as well.
    registerDynamicLanguage({ python, bash });
    registered = true;
  }
  for (const cache of treeCaches) cache.clear();
  countParsed(text.length);
  return parse(grammar, text).root();
}

/** Only what has no child is asked for its text: of deep nesting every level would be read anew. */
const invented = { all: [{ not: { has: { not: { kind: "ERROR" } } } }, { regex: "^$" }] };

/** ERROR nodes plus tokens the parser had to invent, which have no text. */
export function countSyntaxErrors(root: SgNode): number {
  return root.findAll({ rule: { any: [{ kind: "ERROR" }, invented] } }).length;
}

export function findKinds(root: SgNode, ...kinds: readonly string[]): SgNode[] {
  return root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
}

/** The grammar's name for a node, as a plain string. */
export function kindOf(node: SgNode): string {
  return node.kind() as string;
}

/** Calls whose callee's text matches; the search runs in the parser's own code. */
export function callsOf(root: SgNode, kind: "call_expression" | "call", callee: string): SgNode[] {
  return root.findAll({ rule: { kind, has: { field: "function", regex: callee } } });
}

export function startOf(node: SgNode): number {
  return node.range().start.index;
}

export function endOf(node: SgNode): number {
  return node.range().end.index;
}

export function replaceNode(node: SgNode, text: string): TextEdit {
  return { start: startOf(node), end: endOf(node), text };
}

/** Children that carry meaning: named and no comment. */
export function parts(node: SgNode): SgNode[] {
  return node.children().filter((child) => child.isNamed() && !child.is("comment"));
}

/** True when `inner` lies within `outer`. */
export function contains(outer: SgNode, inner: SgNode): boolean {
  return startOf(outer) <= startOf(inner) && endOf(inner) <= endOf(outer);
}

/** The comment-free source with runs of white space made one blank. */
export function normalised(node: SgNode): string {
  let text = node.text();
  const base = startOf(node);
  const comments = findKinds(node, "comment").sort((a, b) => startOf(b) - startOf(a));
  for (const comment of comments) {
    text = text.slice(0, startOf(comment) - base) + text.slice(endOf(comment) - base);
  }
  return text.replace(/\s+/g, " ").trim();
}

const namedScopes = new Set([
  "function_declaration",
  "function_expression",
  "generator_function_declaration",
  "method_definition",
  "class_declaration",
  "class",
  "function_definition",
  "class_definition",
]);

/** Names of the functions and classes around a node, outermost first, such as `Desk.book`. */
export function enclosingSymbol(node: SgNode): string {
  const names: string[] = [];
  for (const ancestor of node.ancestors()) {
    const kind = kindOf(ancestor);
    if (namedScopes.has(kind)) names.unshift(ancestor.field("name")?.text() ?? "");
    if (kind === "arrow_function" || (kind === "function_expression" && names[0] === "")) {
      const holder = ancestor.parent();
      const key = holder?.is("variable_declarator") ? "name" : holder?.is("pair") ? "key" : null;
      const name = key === null ? undefined : holder?.field(key)?.text();
      if (name !== undefined) names.unshift(name);
    }
  }
  return names.filter((name) => name !== "").join(".");
}
