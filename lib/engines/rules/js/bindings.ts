import type { SgNode } from "@ast-grep/napi";
import { findKinds, parts } from "../syntax.ts";
import { type Declaration, declarationsOf, resolve, sameNode } from "./scope.ts";

/** A local name that stands for a module, or for one of its exports. */
export interface ModuleBinding {
  readonly local: string;
  /** The export's name; null where the name stands for the whole module. */
  readonly imported: string | null;
  readonly declaration: Declaration;
  /** The import statement or the `const … = require(…)` declaration. */
  readonly statement: SgNode;
  readonly style: "esm" | "cjs";
}

export function stringContent(node: SgNode | null | undefined): string | null {
  return node?.is("string") ? node.text().slice(1, -1) : null;
}

/** True for the module's own name, with and without the `node:` prefix. */
export function isModule(name: string | null, module: string): boolean {
  return name === module || name === `node:${module}`;
}

/** The module that `require("x")` or `await import("x")` loads, or null. */
export function loadedModule(node: SgNode | null): string | null {
  const call = node?.is("await_expression") ? (parts(node)[0] ?? null) : node;
  if (!call?.is("call_expression")) return null;
  const callee = call.field("function");
  if (callee?.text() !== "require" && !callee?.is("import")) return null;
  const list = call.field("arguments");
  return list === null ? null : stringContent(parts(list)[0]);
}

/** Every name in the file that is bound to the module (named without `node:`) or its exports. */
export function moduleBindings(root: SgNode, module: string): ModuleBinding[] {
  return [...esmBindings(root, module), ...cjsBindings(root, module)];
}

function esmBindings(root: SgNode, module: string): ModuleBinding[] {
  const out: ModuleBinding[] = [];
  for (const statement of findKinds(root, "import_statement")) {
    if (/^import\s+type\b/.test(statement.text())) continue;
    const clause = statement
      .children()
      .find((child) => /^import_.*clause$/.test(String(child.kind())));
    const source = statement.field("source") ?? clause?.field("source") ?? null;
    if (clause === undefined || !isModule(stringContent(source), module)) continue;
    if (clause.is("import_require_clause")) {
      out.push(...bind(root, parts(clause)[0], null, statement, "cjs"));
      continue;
    }
    for (const part of parts(clause)) {
      if (part.is("identifier")) out.push(...bind(root, part, null, statement, "esm"));
      if (part.is("namespace_import")) {
        out.push(...bind(root, parts(part)[0], null, statement, "esm"));
      }
      if (!part.is("named_imports")) continue;
      for (const specifier of parts(part)) {
        const name = specifier.field("name");
        const imported = name?.text() === "default" ? null : (name?.text() ?? null);
        const local = specifier.field("alias") ?? name ?? undefined;
        out.push(...bind(root, local, imported, statement, "esm"));
      }
    }
  }
  return out;
}

function cjsBindings(root: SgNode, module: string): ModuleBinding[] {
  const out: ModuleBinding[] = [];
  for (const declarator of findKinds(root, "variable_declarator")) {
    const statement = declarator.parent();
    const name = declarator.field("name");
    const value = declarator.field("value");
    if (statement === null || name === null || value === null) continue;
    if (value.is("member_expression") && isModule(loadedModule(value.field("object")), module)) {
      const imported = value.field("property")?.text() ?? null;
      if (name.is("identifier")) out.push(...bind(root, name, imported, statement, "cjs"));
    }
    if (!isModule(loadedModule(value), module)) continue;
    if (name.is("identifier")) out.push(...bind(root, name, null, statement, "cjs"));
    if (!name.is("object_pattern")) continue;
    for (const part of parts(name)) {
      const local = part.is("pair_pattern") ? (part.field("value") ?? undefined) : part;
      const imported = part.is("pair_pattern") ? part.field("key")?.text() : part.text();
      out.push(...bind(root, local, imported ?? null, statement, "cjs"));
    }
  }
  return out;
}

function bind(
  root: SgNode,
  local: SgNode | undefined,
  imported: string | null,
  statement: SgNode,
  style: "esm" | "cjs",
): ModuleBinding[] {
  if (local === undefined) return [];
  const at = local.range().start.index;
  const declaration = declarationsOf(root, local.text()).find(
    (each) => each.name.range().start.index === at,
  );
  return declaration === undefined
    ? []
    : [{ local: local.text(), imported, declaration, statement, style }];
}

/** The binding that an identifier means, or null. */
export function bindingOf(node: SgNode, bindings: readonly ModuleBinding[]): ModuleBinding | null {
  const candidates = bindings.filter((each) => each.local === node.text());
  if (candidates.length === 0) return null;
  const found = resolve(node);
  return candidates.find((each) => sameNode(found?.name ?? null, each.declaration.name)) ?? null;
}
