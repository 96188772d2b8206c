import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, startOf } from "../syntax.ts";

/** Takes a statement of a block or of the file away, with its line; null where it is a branch's body. */
export function removeStatement(file: SourceFile, statement: SgNode): TextEdit[] | null {
  const parent = statement.parent();
  if (!parent?.is("program") && !parent?.is("statement_block")) return null;
  const { text } = file;
  const lineStart = text.lastIndexOf("\n", startOf(statement) - 1) + 1;
  const tail = /^[ \t]*;?[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(endOf(statement)))?.[0] ?? "";
  const end = endOf(statement) + tail.length;
  const alone = text.slice(lineStart, startOf(statement)).trim() === "";
  const lineEnd = text.indexOf("\n", end);
  if (!alone || (lineEnd >= 0 && text.slice(end, lineEnd).trim() !== "")) {
    return [{ start: startOf(statement), end: endOf(statement), text: "" }];
  }
  // The blank line behind goes along where one stands before as well, or nothing does.
  const next = lineEnd < 0 ? text.length : lineEnd + 1;
  const blank = /^[ \t]*\r?\n/.exec(text.slice(next))?.[0] ?? "";
  const open = lineStart === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  return [{ start: lineStart, end: next + (open ? blank.length : 0), text: "" }];
}
