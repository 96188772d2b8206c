import type { SgNode } from "@ast-grep/napi";
import { rememberByTree } from "../../syntax.ts";
import { loadedModule, stringContent } from "../bindings.ts";
import { resolve } from "../scope.ts";
import { bare, isAccess, keyOf } from "./expression.ts";
import { fileIndex } from "./file-index.ts";
import { placeInPattern } from "./pattern.ts";

/** What an expression takes from a package: `new Pool().query` is `pg`, `["Pool", "query"]`. */
export interface Origin {
  readonly module: string;
  readonly names: readonly string[];
}

const maxDepth = 8;

/** Follows names, members, calls and `new` back to the package they began in; null for all others. */
export function packageOf(node: SgNode | null, depth = 0): Origin | null {
  if (node === null || depth > maxDepth) return null;
  const inner = bare(node);
  const loaded = loadedModule(inner);
  if (loaded !== null) return { module: loaded.replace(/^node:/, ""), names: [] };
  if (isAccess(inner)) {
    const object = inner.field("object");
    if (object?.is("this")) return ofField(inner, depth);
    const base = packageOf(object, depth + 1);
    return base === null ? null : { ...base, names: [...base.names, keyOf(inner)] };
  }
  if (inner.is("call_expression")) return packageOf(inner.field("function"), depth + 1);
  if (inner.is("new_expression")) return packageOf(inner.field("constructor"), depth + 1);
  return inner.is("identifier") ? ofName(inner, depth) : null;
}

function ofName(name: SgNode, depth: number): Origin | null {
  const found = resolve(name);
  if (found === null) return null;
  const { by } = found;
  if (by.is("variable_declarator")) {
    const value = by.field("value");
    const base = value === null ? ofLaterWrite(name, depth) : packageOf(value, depth + 1);
    const { path } = placeInPattern(found.name);
    return base === null ? null : { ...base, names: [...base.names, ...path] };
  }
  const statement = by.ancestors().find((each) => each.is("import_statement"));
  if (statement === undefined) return null;
  const source = statement.field("source") ?? by.field("source");
  const module = stringContent(source)?.replace(/^node:/, "");
  if (module === undefined) return null;
  const imported = by.is("import_specifier") ? by.field("name")?.text() : undefined;
  return { module, names: imported === undefined || imported === "default" ? [] : [imported] };
}

/** `let db; … db = new Database(…)`. */
function ofLaterWrite(name: SgNode, depth: number): Origin | null {
  const writes = fileIndex(name.getRoot().root()).writes.get(name.text()) ?? [];
  const [first] = writes;
  return first === undefined ? null : packageOf(first.by.field("right"), depth + 1);
}

/** `this.pool`, filled in by the constructor or as a field of the class. */
function ofField(member: SgNode, depth: number): Origin | null {
  const [first] = fileIndex(member.getRoot().root()).memberWrites.get(member.text()) ?? [];
  if (first !== undefined) return packageOf(first.field("right"), depth + 1);
  const body = member.ancestors().find((each) => each.is("class_body"));
  const key = keyOf(member);
  const field = body?.children().find((each) => {
    const name = each.field("name") ?? each.field("property");
    return each.field("value") !== null && name?.text() === key;
  });
  return field === undefined ? null : packageOf(field.field("value"), depth + 1);
}

/** The origin of what a call calls; null where its package is not known. */
export function calleeOrigin(call: SgNode): Origin | null {
  return packageOf(call.field(call.is("new_expression") ? "constructor" : "function"));
}

const rememberLoads = rememberByTree<boolean>();

/** True where the file loads one of the packages (alternatives of a pattern), by import or require. */
export function loads(root: SgNode, packages: string): boolean {
  return rememberLoads(root, packages, () =>
    new RegExp(`\\b(?:from|require|import)\\s*\\(?\\s*["'](?:node:)?(?:${packages})["'/]`).test(
      root.text(),
    ),
  );
}
