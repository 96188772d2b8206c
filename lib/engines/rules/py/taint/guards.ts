import type { SgNode } from "@ast-grep/napi";
import { endOf, findKinds, kindOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import { leaves } from "./blocks.ts";
import { checksOf, type Danger, type Fact, impliedFacts } from "./facts.ts";

/** A stretch of the file in which something is known of an expression. */
interface Guard {
  /** Where the check stands: a value given after it is not checked. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly fact: Fact;
}

const remember = rememberByTree<ReadonlyMap<string, readonly Guard[]>>();

/** More checks of one expression than this are generated code. */
const maxGuards = 200;

/**
 * True where a check stands on every way to `place`, after offset `since`, that leaves of the expression
 * only what is harmless to `danger`.
 */
export function isGuarded(
  root: SgNode,
  subject: string,
  place: number,
  since: number,
  danger: Danger,
): boolean {
  const guards = remember(root, "guards", () => allGuards(root)).get(subject) ?? [];
  return guards
    .slice(0, maxGuards)
    .some(
      ({ at, from, to, fact }) =>
        from <= place &&
        place < to &&
        at >= since &&
        (fact.against === "all" || fact.against.includes(danger)),
    );
}

function allGuards(root: SgNode): ReadonlyMap<string, readonly Guard[]> {
  const found = new Map<string, Guard[]>();
  const put = (condition: SgNode, facts: readonly Fact[], from: number, to: number): void => {
    for (const fact of facts) {
      const known = found.get(fact.subject) ?? [];
      known.push({ at: startOf(condition), from, to, fact });
      found.set(fact.subject, known);
    }
  };
  const over = (condition: SgNode, truth: boolean, region: SgNode | null | undefined): void => {
    if (region)
      put(condition, impliedFacts(root, condition, truth), startOf(region), endOf(region));
  };
  for (const node of findKinds(root, "if_statement", "elif_clause", "while_statement")) {
    const condition = node.field("condition");
    const then = node.field("consequence") ?? node.field("body");
    if (condition === null || then === null) continue;
    over(condition, true, then);
    if (node.is("while_statement")) continue;
    const whole = node.is("elif_clause") ? (node.parent() ?? node) : node;
    for (const fact of impliedFacts(root, condition, false)) {
      const settled = leaves(then) || assigns(then, fact.subject);
      put(condition, [fact], endOf(then), settled ? endOfBlock(whole) : endOf(whole));
    }
  }
  for (const node of findKinds(
    root,
    "conditional_expression",
    "boolean_operator",
    "assert_statement",
  )) {
    const [first, second, third] = parts(node);
    if (first === undefined) continue;
    if (node.is("assert_statement")) {
      put(first, impliedFacts(root, first, true), endOf(node), endOfBlock(node));
    } else if (node.is("conditional_expression")) {
      if (second === undefined) continue;
      over(second, true, first);
      over(second, false, third);
    } else over(first, node.field("operator")?.text() === "and", second);
  }
  for (const clause of findKinds(root, "if_clause")) {
    const [condition] = parts(clause);
    if (condition !== undefined) over(condition, true, clause.parent());
  }
  for (const statement of findKinds(root, "expression_statement")) {
    const [call] = parts(statement);
    if (call?.is("call") === true)
      put(call, checksOf(root, call), endOf(statement), endOfBlock(statement));
  }
  return found;
}

/** `if not known(x): x = "/"` leaves of `x` what was checked, and the constant. */
function assigns(block: SgNode, subject: string): boolean {
  if (endOf(block) - startOf(block) > 2000) return false;
  return findKinds(block, "assignment").some((each) => each.field("left")?.text() === subject);
}

/** The end of the statements that run only once this one has gone through. */
function endOfBlock(statement: SgNode): number {
  const block = statement.parent();
  if (block === null) return endOf(statement);
  const around = block.parent();
  if (around?.is("with_statement") === true) return endOfBlock(around);
  if (around?.is("try_statement") !== true) return endOf(block) + 1;
  const handlers = parts(around).filter((part) => /^except/.test(kindOf(part)));
  const all = handlers.every((handler) => {
    const inner = parts(handler).at(-1);
    return inner !== undefined && leaves(inner);
  });
  return all ? endOfBlock(around) : endOf(block) + 1;
}
