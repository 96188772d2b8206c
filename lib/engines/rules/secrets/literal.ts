import type { SgNode } from "@ast-grep/napi";
import type { TextRange } from "../rule.ts";
import { contains, endOf, findKinds, kindOf, rememberByTree, startOf } from "../syntax.ts";

/** A string literal with a secret in it. */
export interface SecretLiteral {
  readonly node: SgNode;
  /** The name the code gives the value, or null. */
  readonly name: string | null;
  /** True where the secret is all of the literal. */
  readonly whole: boolean;
}

export function literalAround(root: SgNode, secret: TextRange): SecretLiteral | null {
  const node = rememberLiterals(root, "literals", () => literalsOf(root)).findLast(
    (each) => each.start <= secret.start && secret.end <= each.end,
  )?.node;
  if (node === undefined) return null;
  const open = node.is("string") ? (node.children()[0]?.text().length ?? 1) : 1;
  const text = node.text();
  const close = /["']{3}$/.test(text) && open >= 3 ? 3 : 1;
  const whole = secret.start === startOf(node) + open && secret.end === endOf(node) - close;
  return { node, name: nameOf(node), whole };
}

interface Placed extends TextRange {
  readonly node: SgNode;
}

const rememberLiterals = rememberByTree<readonly Placed[]>();

/** In the order of the text, so that the innermost of nested literals comes last. */
function literalsOf(root: SgNode): readonly Placed[] {
  const kinds = root.is("program") ? ["string", "template_string"] : ["string"];
  return findKinds(root, ...kinds)
    .map((node) => ({ node, start: startOf(node), end: endOf(node) }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** `const name = "…"`, `{ name: "…" }`, `this.name = "…"`, `name="…"` in Python. */
function nameOf(node: SgNode): string | null {
  for (const parent of node.ancestors()) {
    const target = targetOf(parent);
    if (target !== null) {
      if (contains(target, node)) return null;
      const last = target.field("property") ?? target.field("attribute") ?? target;
      return last.text().replace(/^["'#[]+|["'\]]+$/g, "");
    }
    if (/function|statement$|block|program|module|arguments|array|list/.test(kindOf(parent))) {
      return null;
    }
  }
  return null;
}

function targetOf(node: SgNode): SgNode | null {
  switch (kindOf(node)) {
    case "variable_declarator":
    case "public_field_definition":
    case "keyword_argument":
      return node.field("name");
    case "field_definition":
      return node.field("property");
    case "pair":
      return node.field("key");
    case "assignment_expression":
    case "assignment":
    case "assignment_pattern":
      return node.field("left");
    default:
      return null;
  }
}
