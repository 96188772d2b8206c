import type { SgNode } from "@ast-grep/napi";
import { findKinds } from "../syntax.ts";

/** The quote that most strings of the file have; double on a tie. Docstrings are not counted. */
export function pyQuote(root: SgNode): '"' | "'" {
  let single = 0;
  let double = 0;
  for (const node of findKinds(root, "string_start")) {
    const text = node.text();
    if (/'''|"""/.test(text)) continue;
    if (text.endsWith("'")) single++;
    else double++;
  }
  return single > double ? "'" : '"';
}

/** A string literal of the text in that quote, or in the other where this spares an escape. */
export function pyQuoted(text: string, quote: '"' | "'"): string {
  const other = quote === '"' ? "'" : '"';
  const use = text.includes(quote) && !text.includes(other) ? other : quote;
  return `${use}${text.replaceAll("\\", "\\\\").replaceAll(use, `\\${use}`)}${use}`;
}

/** The text of a string literal without a prefix, an interpolation or an escape, or null. */
export function plainString(node: SgNode | null): string | null {
  if (!node?.is("string")) return null;
  const [, quote = "", body = ""] = /^[ru]?("""|'''|"|')([\s\S]*)\1$/i.exec(node.text()) ?? [];
  return quote === "" || body.includes("\\") ? null : body;
}

/** True for a string that is all text of the program. */
export function isConstantString(node: SgNode): boolean {
  if (!node.is("string") && !node.is("concatenated_string")) return false;
  return findKinds(node, "interpolation").length === 0;
}

export function shortened(text: string): string {
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
}
