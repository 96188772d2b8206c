import type { SgNode } from "@ast-grep/napi";
import { endOf, kindOf, parts, startOf } from "../../syntax.ts";
import { type Definition, type Meaning, meaningOf } from "./scopes.ts";

/** A name with more values than this in one place is not followed: it is generated, or a stall. */
const maxDefinitions = 60;

/**
 * The definitions that can reach a use of a name. Within a function those that are overwritten on every
 * way to the use are left out; a name from further out may hold any of its values.
 */
export function reachingDefinitions(root: SgNode, use: SgNode): readonly Definition[] {
  const meaning = meaningOf(root, use.text(), startOf(use));
  if (meaning === null) return [];
  if (meaning.own) {
    const found = within(meaning, startOf(use), endOf(use));
    const { kind, start } = meaning.scope;
    if (found.length > 0 || kind !== "comprehension" || start === 0) return found;
    const around = meaningOf(root, use.text(), start - 1);
    return around === null ? [] : within(around, startOf(use), endOf(use));
  }
  return meaning.definitions.length > maxDefinitions ? [] : meaning.definitions;
}

function within(meaning: Meaning, start: number, end: number): Definition[] {
  const all = meaning.definitions;
  const found: Definition[] = [];
  let looked = 0;
  for (let at = all.length - 1; at >= 0 && looked < maxDefinitions; at--) {
    const each = all[at];
    if (each === undefined || each.at > start) continue;
    looked++;
    // The sequence that a comprehension runs over is read outside of it.
    const value = each.value;
    if (
      each.node.is("for_in_clause") &&
      value !== null &&
      startOf(value) <= start &&
      end <= endOf(value)
    )
      continue;
    const way = wayTo(each, all, start);
    if (way === "blocked") continue;
    found.push(each);
    if (way === "certain" && each.kind !== "adds") break;
  }
  return found;
}

/** Whether a definition reaches a later place, and whether every way to the place passes it. */
function wayTo(
  definition: Definition,
  all: readonly Definition[],
  use: number,
): "blocked" | "certain" | "maybe" {
  if (definition.kind === "parameter" || definition.node.is("for_in_clause")) return "certain";
  let way: "certain" | "maybe" = "certain";
  let inner: SgNode | null = null;
  for (const node of upwards(definition.node)) {
    if (startOf(node) <= use && use < endOf(node)) {
      return inner !== null && excluded(node, inner, use)
        ? "blocked"
        : escapesTry(node, inner, use)
          ? "maybe"
          : way;
    }
    if (node.is("block") && leaves(node)) return "blocked";
    const parent = node.parent();
    if (
      /^(?:for_statement|while_statement|except_clause|case_clause|conditional_expression|boolean_operator)$/.test(
        kindOf(node),
      )
    ) {
      way = "maybe";
    } else if (node.is("if_statement") && !inCondition(node, inner) && !everyBranch(node, all)) {
      way = "maybe";
    } else if (node.is("try_statement") && parent !== null && !everyHandler(node, all))
      way = "maybe";
    inner = node;
  }
  return way;
}

function* upwards(node: SgNode): Generator<SgNode> {
  yield node;
  yield* node.ancestors();
}

/** The other branch of an `if`, another handler of a `try`. */
function excluded(node: SgNode, inner: SgNode, use: number): boolean {
  if (node.is("if_statement")) {
    if (inCondition(node, inner)) return false;
    return parts(node).some((part) => startOf(part) > startOf(inner) && holds(part, use));
  }
  if (!node.is("try_statement") || !inner.is("except_clause")) return false;
  return parts(node).some((part) => !part.is("finally_clause") && holds(part, use));
}

/** What a `try` did before it failed may or may not have been done in its handlers. */
function escapesTry(node: SgNode, inner: SgNode | null, use: number): boolean {
  if (!node.is("try_statement") || inner?.is("block") !== true) return false;
  return parts(node).some((part) => /^(?:except|finally)/.test(kindOf(part)) && holds(part, use));
}

function inCondition(statement: SgNode, inner: SgNode | null): boolean {
  const condition = statement.field("condition");
  return condition !== null && inner !== null && startOf(inner) === startOf(condition);
}

function holds(node: SgNode, offset: number): boolean {
  return startOf(node) <= offset && offset < endOf(node);
}

function everyBranch(statement: SgNode, all: readonly Definition[]): boolean {
  const clauses = parts(statement).filter((part) => /^(?:elif|else)_clause$/.test(kindOf(part)));
  if (!clauses.some((clause) => clause.is("else_clause"))) return false;
  const blocks = [statement, ...clauses].map(
    (each) => each.field("consequence") ?? each.field("body"),
  );
  return blocks.every((block) => block !== null && (leaves(block) || defines(block, all)));
}

function everyHandler(statement: SgNode, all: readonly Definition[]): boolean {
  const handlers = parts(statement).filter((part) => /^except/.test(kindOf(part)));
  return handlers.every((handler) => {
    const block = parts(handler).at(-1);
    return block !== undefined && (leaves(block) || defines(block, all));
  });
}

function defines(block: SgNode, all: readonly Definition[]): boolean {
  const [start, end] = [startOf(block), endOf(block)];
  return all.some(
    ({ node, kind }) =>
      kind !== "adds" &&
      start <= startOf(node) &&
      endOf(node) <= end &&
      node.parent()?.parent()?.id() === block.id(),
  );
}

const leaving = /^(?:return|raise|continue|break)_statement$/;
const leavingCall =
  /^(?:(?:flask\.|self\.)?abort|(?:sys\.)?exit|quit|os\._exit|(?:self\.)?fail|pytest\.fail)$/;

/** True where a block never goes on to what follows it. */
export function leaves(block: SgNode): boolean {
  const last = parts(block).at(-1);
  if (last === undefined) return false;
  if (leaving.test(kindOf(last))) return true;
  const call = last.is("expression_statement") ? parts(last)[0] : undefined;
  return call?.is("call") === true && leavingCall.test(call.field("function")?.text() ?? "");
}
