import type { SgNode } from "@ast-grep/napi";
import { findKinds } from "../syntax.ts";

export interface CodeStyle {
  readonly quote: '"' | "'";
  readonly semicolon: ";" | "";
}

/** The quotes and semicolons that most of the file uses; double quotes and semicolons on a tie. */
export function codeStyle(root: SgNode): CodeStyle {
  let single = 0;
  let double = 0;
  for (const node of findKinds(root, "string")) {
    if (node.text().startsWith("'")) single++;
    else double++;
  }
  let ended = 0;
  let bare = 0;
  const statements = ["import_statement", "lexical_declaration", "expression_statement"];
  for (const node of findKinds(root, ...statements)) {
    if (node.text().endsWith(";")) ended++;
    else bare++;
  }
  return { quote: single > double ? "'" : '"', semicolon: bare > ended ? "" : ";" };
}

/** A string literal of the text in the file's own quotes. */
export function quoted(text: string, style: CodeStyle): string {
  const { quote } = style;
  const other = quote === '"' ? "'" : '"';
  const use = text.includes(quote) && !text.includes(other) ? other : quote;
  return `${use}${text.replaceAll("\\", "\\\\").replaceAll(use, `\\${use}`)}${use}`;
}
