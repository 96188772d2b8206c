import type { SgNode } from "@ast-grep/napi";
import { contains, kindOf } from "../syntax.ts";

const chosen =
  /NODE_ENV|insecure|unsafe|self.?sign|strict|verif|valid|reject|unauth|trust|ignore|skip|allow|debug|dev\b|isDev|develop|local|\btest|mock/i;

/**
 * True where a condition around the node says that somebody asked for it, or that this is a machine
 * of development: `if (options.insecure)`, `process.env.NODE_ENV !== "production" && …`.
 */
export function isDeliberate(node: SgNode): boolean {
  for (const ancestor of node.ancestors()) {
    const condition = conditionOf(ancestor);
    if (condition !== null && !contains(condition, node) && chosen.test(condition.text())) {
      return true;
    }
  }
  return false;
}

function conditionOf(node: SgNode): SgNode | null {
  switch (kindOf(node)) {
    case "if_statement":
    case "ternary_expression":
      return node.field("condition");
    case "binary_expression":
      return /^(?:&&|\|\|)$/.test(node.field("operator")?.text() ?? "") ? node.field("left") : null;
    case "switch_case":
      return node.field("value");
    default:
      return null;
  }
}
