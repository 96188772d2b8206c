import type { SgNode } from "@ast-grep/napi";
import { endOf, findKinds, kindOf, parts, startOf } from "../../syntax.ts";
import { pyImports } from "../names.ts";
import type { Definition, Scope } from "./definition.ts";

type Found = Omit<Definition, "kind"> & { readonly kind?: Definition["kind"] };

/** Writes every definition of the file into its scope. */
export function collectDefinitions(root: SgNode, scopeAt: (offset: number) => Scope): void {
  const put = (scope: Scope, name: string, { kind = "value", ...rest }: Found): void => {
    const known = scope.definitions.get(name);
    if (known === undefined) scope.definitions.set(name, [{ kind, ...rest }]);
    else known.push({ kind, ...rest });
  };
  const bind = (target: SgNode, value: SgNode | null, node: SgNode, at: number): void => {
    const scope = holder(scopeAt(startOf(target)), node);
    for (const each of targets(target, value)) put(scope, each.name, { ...each, node, at });
  };
  for (const each of pyImports(root)) {
    const { local, module, name, statement } = each;
    // `import os.path` binds `os`.
    const whole = name === null && local === module;
    const imported = name === null ? module : `${module}.${name}`;
    const first = (text: string): string => text.split(".")[0] ?? text;
    put(scopeAt(startOf(statement)), whole ? first(local) : local, {
      at: endOf(statement),
      node: statement,
      value: null,
      kind: "import",
      imported: whole ? first(imported) : imported,
    });
  }
  const kinds = ["assignment", "augmented_assignment", "named_expression", "for_statement"];
  for (const node of findKinds(root, ...kinds, "for_in_clause", "as_pattern")) {
    if (node.is("as_pattern")) {
      const alias = node.field("alias");
      const target = alias === null ? undefined : parts(alias)[0];
      if (target !== undefined) bind(target, parts(node)[0] ?? null, node, endOf(node));
      continue;
    }
    const target = node.field("left") ?? node.field("name");
    const value = node.field("right") ?? node.field("value");
    // An annotation without a value defines nothing.
    if (target === null || value === null) continue;
    if (node.is("augmented_assignment") && target.is("identifier")) {
      put(scopeAt(startOf(node)), target.text(), { at: endOf(node), node, value, kind: "adds" });
    } else
      bind(
        target,
        value,
        node,
        node.is("for_in_clause") ? startOf(node.parent() ?? node) : endOf(value),
      );
  }
  for (const node of findKinds(root, "function_definition", "class_definition", "lambda")) {
    const name = node.field("name");
    const kind = node.is("class_definition") ? "class" : "function";
    const at = endOf(node);
    if (name !== null) put(scopeAt(startOf(name)), name.text(), { at, node, value: null, kind });
    for (const parameter of parameterNames(node)) {
      const found: Found = { at: startOf(parameter), node: parameter, value: null };
      put(scopeAt(startOf(parameter)), parameter.text(), { ...found, kind: "parameter" });
    }
  }
  for (const call of root.findAll(adding))
    putAdded(call, (found, name) => put(scopeAt(startOf(call)), name, found));
}

const adding = {
  rule: {
    kind: "call",
    has: { field: "function", regex: "^\\w+\\s*\\.\\s*(?:append|extend|add|insert|update)$" },
  },
};

/** `parts.append(x)`: the list then holds `x` besides what it held. */
function putAdded(call: SgNode, put: (found: Found, name: string) => void): void {
  const name = call.field("function")?.field("object")?.text();
  const list = call.field("arguments");
  const value = list === null ? undefined : parts(list).at(-1);
  if (name === undefined || value === undefined) return;
  put({ at: endOf(call), node: call, value, kind: "adds" }, name);
}

/** A walrus in a comprehension binds outside of it. */
function holder(scope: Scope, node: SgNode): Scope {
  let at = scope;
  while (node.is("named_expression") && at.kind === "comprehension" && at.parent) at = at.parent;
  return at;
}

interface Bound {
  readonly name: string;
  readonly value: SgNode | null;
  readonly kind?: Definition["kind"];
  readonly key?: string;
}

/** The names in a target with what each of them gets: element by element where both are written out. */
function targets(target: SgNode, value: SgNode | null): Bound[] {
  if (target.is("identifier")) return [{ name: target.text(), value }];
  if (target.is("subscript")) {
    const object = target.field("value");
    const key = target.field("subscript");
    if (object?.is("identifier") !== true) return [];
    const known = key?.is("string") === true ? { key: key.text().slice(1, -1) } : {};
    return [{ name: object.text(), value, kind: "adds", ...known }];
  }
  if (
    !/^(?:pattern_list|tuple_pattern|list_pattern|tuple|list_splat_pattern)$/.test(kindOf(target))
  )
    return [];
  const inner = parts(target);
  const values =
    value !== null && /^(?:tuple|list|expression_list)$/.test(kindOf(value)) ? parts(value) : [];
  const matched =
    values.length === inner.length && !inner.some((each) => each.is("list_splat_pattern"));
  return inner.flatMap((each, at) => targets(each, matched ? (values[at] ?? value) : value));
}

/** The names of a function's parameters, in order. */
export function parameterNames(fn: SgNode): SgNode[] {
  const list = fn.field("parameters");
  if (list === null) return [];
  return parts(list).flatMap((each) => {
    if (each.is("identifier")) return [each];
    const name =
      each.field("name") ?? parts(each).find((part) => /identifier|splat/.test(kindOf(part)));
    const plain = name === undefined || name.is("identifier") ? name : parts(name)[0];
    return plain === undefined || each.is("keyword_separator") ? [] : [plain];
  });
}
