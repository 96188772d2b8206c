import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, startOf } from "../syntax.ts";

/** The statement that an expression or an assignment is all of, or null. */
export function statementOf(node: SgNode): SgNode | null {
  const parent = node.parent();
  return parent?.is("expression_statement") && parts(parent).length === 1 ? parent : null;
}

/** Takes a statement out with its line; null where it is not alone there or its block would be empty. */
export function removeStatement(file: SourceFile, node: SgNode): TextEdit[] | null {
  const statement = statementOf(node);
  const block = statement?.parent() ?? null;
  if (statement === null || block === null || parts(block).length < 2) return null;
  const { text } = file;
  const lineStart = text.lastIndexOf("\n", startOf(statement)) + 1;
  const found = text.indexOf("\n", endOf(statement));
  const lineEnd = found < 0 ? text.length : found;
  if (text.slice(lineStart, startOf(statement)).trim() !== "") return null;
  if (text.slice(endOf(statement), lineEnd).trim() !== "") return null;
  if (found >= 0) return [{ start: lineStart, end: found + 1, text: "" }];
  const before = lineStart - (text.slice(0, lineStart).endsWith("\r\n") ? 2 : 1);
  return [{ start: Math.max(0, before), end: text.length, text: "" }];
}

/** The white space before the first statement on the node's line; null where it is not all blank. */
export function indentOf(file: SourceFile, node: SgNode): string | null {
  const lineStart = file.text.lastIndexOf("\n", startOf(node) - 1) + 1;
  const indent = file.text.slice(lineStart, startOf(node));
  return /^[ \t]*$/.test(indent) ? indent : null;
}
