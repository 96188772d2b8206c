import type { SgNode } from "@ast-grep/napi";
import type { Detection } from "../rule.ts";
import { enclosingSymbol, endOf, normalised, startOf } from "../syntax.ts";

/** A fault that is one node of the tree, known by its own code unless something else names it. */
export function foundAt(node: SgNode, message: string, code = normalised(node)): Detection {
  const symbol = enclosingSymbol(node);
  return { start: startOf(node), end: endOf(node), code, symbol, message };
}

/** Code as a message may quote it: on one line, and short. */
export function brief(node: SgNode): string {
  const text = normalised(node);
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
}
