import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../source-file.ts";
import { endOf, kindOf, startOf } from "../syntax.ts";

export function linesOf(file: SourceFile, node: SgNode) {
  return {
    startLine: file.positionAt(startOf(node)).line,
    // A node may end with the line feed behind it.
    endLine: file.positionAt(Math.max(startOf(node), endOf(node) - 1)).line,
  };
}

/** What a declaration is called: by itself, or by the name it is given. */
export function nameOf(node: SgNode): string | null {
  const own = node.field("name");
  if (own !== null) return own.text();
  const holder = node.parent();
  if (holder === null || !/^(?:arrow_function|function_expression)$/.test(kindOf(node)))
    return null;
  if (holder.is("variable_declarator")) return holder.field("name")?.text() ?? null;
  if (holder.is("pair")) return holder.field("key")?.text() ?? null;
  if (/field_definition$/.test(kindOf(holder))) {
    return (holder.field("name") ?? holder.field("property"))?.text() ?? null;
  }
  return null;
}

/** Of a node and its ancestors, the last one below the root. */
export function topStatement(chain: readonly SgNode[]): SgNode | null {
  const at = chain.findIndex((each) => each.is("program") || each.is("module"));
  return chain[at - 1] ?? null;
}
