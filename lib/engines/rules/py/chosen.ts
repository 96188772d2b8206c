import type { SgNode } from "@ast-grep/napi";
import { contains } from "../syntax.ts";

const choice = /verif|insecure|secure|ssl|tls|cert|check|trust|strict|valid/i;

/** True where a condition or a name says that the user of the program asks for a missing check. */
export function isChosen(node: SgNode): boolean {
  const all = node.ancestors();
  return [node, ...all].some((each) => {
    if (each.is("function_definition")) return saysUnchecked(each.field("name"));
    if (each.is("assignment")) return saysUnchecked(each.field("left"));
    if (each.is("conditional_expression")) return choice.test(each.text());
    if (!each.is("if_statement") && !each.is("elif_clause")) return false;
    const condition = each.field("condition");
    return condition !== null && !contains(condition, node) && choice.test(condition.text());
  });
}

function saysUnchecked(name: SgNode | null): boolean {
  const text = name?.text() ?? "";
  return /^\w+$/.test(text) && /insecure|unverified|unsafe|no_?verify|no_?check/i.test(text);
}
