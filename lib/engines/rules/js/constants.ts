import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts } from "../syntax.ts";
import { stringContent } from "./bindings.ts";
import { resolve, sameNode } from "./scope.ts";

const wrappers =
  /^(?:parenthesized_expression|as_expression|satisfies_expression|non_null_expression)$/;

/** What an expression holds: behind brackets and type marks, and behind one `const` of the file. */
export function heldBy(node: SgNode): SgNode {
  const inner = unwrapped(node);
  if (!inner.is("identifier")) return inner;
  const found = resolve(inner);
  const value = found?.by.is("variable_declarator") ? found.by.field("value") : null;
  const fixed = found?.by.parent()?.text().startsWith("const") ?? false;
  const plain = found !== null && sameNode(found.by.field("name"), found.name);
  return value !== null && fixed && plain ? unwrapped(value) : inner;
}

export function unwrapped(node: SgNode): SgNode {
  let inner = node;
  while (wrappers.test(kindOf(inner))) {
    const [next] = parts(inner);
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** The text of a string that stands in the code, or in a `const`; null for anything else. */
export function constantText(node: SgNode | null | undefined): string | null {
  if (node === null || node === undefined) return null;
  const held = heldBy(node);
  if (!held.is("template_string")) return stringContent(held);
  const substituted = parts(held).some((part) => part.is("template_substitution"));
  return substituted ? null : held.text().slice(1, -1);
}
