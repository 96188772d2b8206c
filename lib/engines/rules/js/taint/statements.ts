import type { SgNode } from "@ast-grep/napi";
import { contains, kindOf, parts } from "../../syntax.ts";
import { isFunction } from "../scope.ts";

const blocks = new Set(["statement_block", "program", "switch_case", "switch_default"]);
const exits = new Set(["return_statement", "throw_statement", "continue_statement"]);
const neverReturns =
  /^(?:(?:await\s+)?(?:process\.exit|notFound|redirect|ctx\.throw|this\.fail|reject|next)\b)/;

export function isBlock(node: SgNode): boolean {
  return blocks.has(kindOf(node));
}

/** True where nothing after the statement runs once it has; a `break` counts for what is left of its loop. */
export function leaves(statement: SgNode | null, byBreak = true): boolean {
  if (statement === null) return false;
  if (exits.has(kindOf(statement))) return true;
  if (statement.is("break_statement")) return byBreak;
  if (statement.is("statement_block")) return leaves(parts(statement).at(-1) ?? null, byBreak);
  if (statement.is("else_clause")) return leaves(parts(statement)[0] ?? null, byBreak);
  if (statement.is("if_statement")) {
    const [then, otherwise] = [statement.field("consequence"), statement.field("alternative")];
    return leaves(then, byBreak) && leaves(otherwise, byBreak);
  }
  return statement.is("expression_statement") && neverReturns.test(statement.text());
}

/** True where every way through the statement passes one of the places, or leaves. */
export function alwaysPasses(statement: SgNode | null, places: readonly SgNode[]): boolean {
  if (statement === null) return false;
  const inside = places.filter((each) => contains(statement, each));
  if (leaves(statement, false)) return true;
  if (inside.length === 0) return false;
  const first = parts(statement)[0];
  switch (kindOf(statement)) {
    case "expression_statement":
      return first !== undefined && inside.some((place) => unwrapped(first).id() === place.id());
    case "statement_block":
    case "switch_case":
    case "switch_default":
      return parts(statement).some((each) => alwaysPasses(each, inside));
    case "else_clause":
      return alwaysPasses(first ?? null, inside);
    case "if_statement":
      return (
        alwaysPasses(statement.field("consequence"), inside) &&
        alwaysPasses(statement.field("alternative"), inside)
      );
    case "switch_statement": {
      const cases = parts(statement.field("body") ?? statement);
      const filled = cases.filter((each) => each.field("body") !== null);
      return (
        cases.some((each) => each.is("switch_default")) &&
        filled.every((each) => alwaysPasses(each, inside))
      );
    }
    case "try_statement":
      return (
        alwaysPasses(statement.field("body"), inside) &&
        alwaysPasses(statement.field("handler")?.field("body") ?? null, inside)
      );
    default:
      return false;
  }
}

function unwrapped(node: SgNode): SgNode {
  const inner = node.is("parenthesized_expression") ? parts(node)[0] : undefined;
  return inner === undefined ? node : unwrapped(inner);
}

export function functionAround(node: SgNode): SgNode | null {
  return node.ancestors().find(isFunction) ?? null;
}
