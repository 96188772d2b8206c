import type { SgNode } from "@ast-grep/napi";
import { parts } from "../../syntax.ts";
import { bare } from "./expression.ts";

/** A stretch of text as it stands in the code, or a value put in at run time. */
export type Piece = string | SgNode;

/** The pieces of a template or a concatenation, in order. */
export function piecesOf(node: SgNode): Piece[] {
  if (node.is("string")) return [node.text().slice(1, -1)];
  if (node.is("template_string")) {
    return parts(node).flatMap((part): Piece[] => {
      if (!part.is("template_substitution")) return [part.text()];
      const value = parts(part)[0];
      return value === undefined ? [] : [value];
    });
  }
  if (node.is("binary_expression") && node.field("operator")?.text() === "+") {
    const sides = [node.field("left"), node.field("right")];
    return sides.flatMap((side) => (side === null ? [] : piecesOf(bare(side))));
  }
  return [node];
}

/** A whole host, a path below the root, a query or a scheme that goes to no host. */
const settled =
  /^(?:[a-z][\w+.-]*:\/\/[^/?#\\]+[/?#]|\/[^/\\]|[?#]|[\w.-]+\/|(?:mailto|tel|sms|data):)/i;

/** The pieces up to the one with which the host of an address is settled. */
export function beforeHost(pieces: readonly Piece[]): Piece[] {
  const open: Piece[] = [];
  let text = "";
  for (const piece of pieces) {
    // A value that comes first is a base of the program's own, or is found by itself.
    if (text.startsWith("\u0001") || settled.test(text)) break;
    open.push(piece);
    text += typeof piece === "string" ? piece : "\u0001";
  }
  return open;
}
