import type { SgNode } from "@ast-grep/napi";
import { contains, endOf, kindOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import { resolve } from "../scope.ts";
import type { Danger } from "./danger.ts";
import { mentions, provesSafe } from "./proofs.ts";
import { isBlock, leaves } from "./statements.ts";

/** Statements before the use that are looked at, block by block. */
const maxStatements = 60;
const checks =
  /^(?:await\s+)?(?:[\w$.]+\.)?(?:assert|ensure|validate|verify|check|require|guard|must)\w*\s*\(/i;

/**
 * True where the code makes sure of the value before it comes here: a list of allowed values, an
 * anchored pattern, a comparison with constants, or a check that leaves the function otherwise.
 */
export function isGuarded(use: SgNode, danger: Danger): boolean {
  const text = use.text();
  let child = use;
  let left = maxStatements;
  for (const parent of use.ancestors()) {
    if (proves(parent, child, text, danger)) return true;
    if (isBlock(parent) && !parent.is("program")) {
      const start = startOf(child);
      for (const { statement, end } of settlersOf(parent)) {
        if (end > start) continue;
        if (left-- <= 0) return false;
        if (settles(statement, text, danger)) return true;
      }
    }
    child = parent;
  }
  return false;
}

interface Settler {
  readonly statement: SgNode;
  readonly end: number;
}

const rememberSettlers = rememberByTree<readonly Settler[]>();

/** Statements of a block that may let only some values past them, the last one first. */
function settlersOf(block: SgNode): readonly Settler[] {
  return rememberSettlers(block.getRoot().root(), String(block.id()), () =>
    parts(block)
      .filter(
        (each) =>
          (each.is("if_statement") &&
            each.field("alternative") === null &&
            leaves(each.field("consequence"))) ||
          (each.is("expression_statement") && checks.test(each.text().slice(0, 200))),
      )
      .map((statement) => ({ statement, end: endOf(statement) }))
      .reverse(),
  );
}

/** True where being in this part of `parent` means that its condition held, and that is enough. */
function proves(parent: SgNode, child: SgNode, text: string, danger: Danger): boolean {
  const condition = parent.field("condition");
  const inCondition = condition !== null && contains(condition, child);
  switch (kindOf(parent)) {
    case "if_statement":
    case "ternary_expression":
    case "while_statement": {
      if (condition === null || inCondition) return false;
      const held = parent.field("consequence") ?? parent.field("body");
      const positive = held !== null && contains(held, child);
      return holds(condition, positive, text, danger);
    }
    case "binary_expression": {
      const operator = parent.field("operator")?.text();
      const left = parent.field("left");
      if (left === null || contains(left, child)) return false;
      if (operator === "&&") return holds(left, true, text, danger);
      return operator === "||" && holds(left, false, text, danger);
    }
    case "switch_case": {
      const value = parent.parent()?.parent()?.field("value");
      return value != null && mentions(value, text) && !contains(value, child);
    }
    default:
      return false;
  }
}

/** A statement that lets only harmless values past it. */
function settles(statement: SgNode, text: string, danger: Danger): boolean {
  if (statement.is("if_statement")) {
    const condition = statement.field("condition");
    return condition !== null && holds(condition, false, text, danger);
  }
  if (!statement.is("expression_statement")) return false;
  const [call] = parts(statement);
  return call !== undefined && mentions(call, text);
}

/** True where the condition's outcome proves the value harmless. */
export function holds(
  condition: SgNode,
  outcome: boolean,
  text: string,
  danger: Danger,
  depth = 0,
): boolean {
  if (depth > 8) return false;
  const again = (node: SgNode, wanted: boolean) => holds(node, wanted, text, danger, depth + 1);
  const [first] = parts(condition);
  if (condition.is("parenthesized_expression") && first !== undefined) return again(first, outcome);
  if (condition.is("unary_expression") && condition.text().startsWith("!") && first !== undefined) {
    return again(first, !outcome);
  }
  const operator = condition.is("binary_expression") ? condition.field("operator")?.text() : "";
  if (operator === "&&" || operator === "||") {
    const sides = [condition.field("left"), condition.field("right")].filter(
      (each) => each !== null,
    );
    const either = (operator === "&&") === outcome;
    if (provesSafe(condition, outcome, text, danger)) return true;
    return either
      ? sides.some((each) => again(each, outcome))
      : sides.every((each) => again(each, outcome));
  }
  const flag = comparedFlag(condition);
  if (flag !== null) return again(flag.call, flag.is === outcome);
  if (condition.is("identifier") && condition.text() !== text) {
    const by = resolve(condition)?.by;
    const value = by?.is("variable_declarator") ? by.field("value") : null;
    return value != null && again(value, outcome);
  }
  if (condition.is("await_expression") && first !== undefined) return again(first, outcome);
  return provesSafe(condition, outcome, text, danger);
}

/** `isName(value) === true`, `check(value) != false`: the call, and what it says where this holds. */
function comparedFlag(node: SgNode): { readonly call: SgNode; readonly is: boolean } | null {
  const operator = node.is("binary_expression") ? (node.field("operator")?.text() ?? "") : "";
  const call = node.field("left");
  const wanted = /^(?:true|false)$/.exec(node.field("right")?.text() ?? "")?.[0];
  if (!/^[=!]==?$/.test(operator) || !call?.is("call_expression") || wanted === undefined)
    return null;
  return { call, is: (wanted === "true") === operator.startsWith("=") };
}
