import type { SgNode } from "@ast-grep/napi";
import { endOf, startOf } from "../syntax.ts";

/**
 * ast-grep's templates: `$NAME` is the text of what the pattern matched there, `$$$NAME` that of all
 * it matched, with what stands between them. A name that matched nothing is nothing.
 */
export function filled(template: string, node: SgNode): string {
  return template.replace(/\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)/g, (_whole, many, one) =>
    many === undefined ? (node.getMatch(String(one))?.text() ?? "") : spanned(node, String(many)),
  );
}

function spanned(node: SgNode, name: string): string {
  const matched = node.getMultipleMatches(name);
  const [first, last] = [matched[0], matched.at(-1)];
  if (first === undefined || last === undefined) return "";
  const text = node.getRoot().root().text();
  const base = startOf(node.getRoot().root());
  return text.slice(startOf(first) - base, endOf(last) - base);
}
