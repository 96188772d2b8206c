import type { SgNode } from "@ast-grep/napi";
import { endOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import { type Around, aroundOf, holds, leaves } from "./blocks.ts";
import type { Definition } from "./definition.ts";
import { type Meaning, meaningOf } from "./scopes.ts";

/** A name with more values than this in one place is not followed: it is generated, or a stall. */
const maxDefinitions = 40;

const remember = rememberByTree<readonly Definition[]>();

/**
 * The definitions that can reach a use of a name. Within a function those that are overwritten on every
 * way to the use are left out; a name from further out may hold any of its values.
 */
export function reachingDefinitions(root: SgNode, use: SgNode): readonly Definition[] {
  return remember(root, `reaching ${use.id()}`, () => reaching(root, use));
}

function reaching(root: SgNode, use: SgNode): readonly Definition[] {
  const name = use.text();
  const meaning = meaningOf(root, name, startOf(use));
  if (meaning === null) return [];
  if (!meaning.own) {
    return meaning.definitions.length > maxDefinitions ? [] : meaning.definitions;
  }
  const found = within(root, meaning, name, startOf(use), endOf(use));
  const { kind, start } = meaning.scope;
  if (found.length > 0 || kind !== "comprehension" || start === 0) return found;
  const outer = meaningOf(root, name, start - 1);
  return outer === null ? [] : within(root, outer, name, startOf(use), endOf(use));
}

function within(
  root: SgNode,
  meaning: Meaning,
  name: string,
  start: number,
  end: number,
): Definition[] {
  const all = meaning.definitions;
  const found: Definition[] = [];
  const last = lastBefore(all, start);
  for (let at = last; at >= 0 && last - at < maxDefinitions; at--) {
    const each = all[at] as Definition;
    // The sequence that a comprehension runs over is read outside of it.
    const value = each.value;
    const apart = each.node.is("for_in_clause") && value !== null;
    if (apart && startOf(value) <= start && end <= endOf(value)) continue;
    const way = wayTo(root, each, all, name, start);
    if (way === "blocked") continue;
    found.push(each);
    if (way === "certain" && each.kind !== "adds") break;
  }
  return found;
}

/** Definitions stand in the order of the text. */
function lastBefore(all: readonly Definition[], offset: number): number {
  let low = -1;
  let high = all.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((all[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const known = new WeakMap<Definition, readonly Around[]>();

function around(root: SgNode, definition: Definition): readonly Around[] {
  const found = known.get(definition) ?? aroundOf(root, definition.node);
  known.set(definition, found);
  return found;
}

const uncertain =
  /^(?:for_statement|while_statement|except_clause|case_clause|conditional_expression|boolean_operator)$/;

/** Whether a definition reaches a later place, and whether every way to the place passes it. */
function wayTo(
  root: SgNode,
  definition: Definition,
  all: readonly Definition[],
  name: string,
  use: number,
): "blocked" | "certain" | "maybe" {
  if (definition.kind === "parameter" || definition.node.is("for_in_clause")) return "certain";
  let way: "certain" | "maybe" = "certain";
  let inner: Around | null = null;
  for (const each of around(root, definition)) {
    if (holds(each, use)) {
      if (inner === null) return way;
      if (excluded(each, inner, use)) return "blocked";
      return escapesTry(each, inner, use) ? "maybe" : way;
    }
    if (each.leaves()) return "blocked";
    const open =
      uncertain.test(each.kind) ||
      (each.kind === "if_statement" &&
        !isCondition(each, inner) &&
        !settled(root, each, all, name)) ||
      (each.kind === "try_statement" && !settled(root, each, all, name));
    if (open) way = "maybe";
    inner = each;
  }
  return way;
}

/** The other branch of an `if`, another handler of a `try`. */
function excluded(node: Around, inner: Around, use: number): boolean {
  if (node.kind === "if_statement") {
    if (isCondition(node, inner)) return false;
    return node.inner().some((part) => part.start > inner.start && holds(part, use));
  }
  if (node.kind !== "try_statement" || inner.kind !== "except_clause") return false;
  return node.inner().some((part) => part.kind !== "finally_clause" && holds(part, use));
}

/** What a `try` did before it failed may or may not have been done in its handlers. */
function escapesTry(node: Around, inner: Around, use: number): boolean {
  if (node.kind !== "try_statement" || inner.kind !== "block") return false;
  return node.inner().some((part) => /^(?:except|finally)/.test(part.kind) && holds(part, use));
}

function isCondition(statement: Around, inner: Around | null): boolean {
  return inner !== null && statement.inner()[0]?.start === inner.start;
}

/** True where every branch, or every handler, gives the name a value or leaves. */
function settled(root: SgNode, node: Around, all: readonly Definition[], name: string): boolean {
  const before = node.settles.get(name);
  if (before !== undefined) return before;
  const blocks = node.kind === "if_statement" ? branches(node) : handlers(node);
  const found =
    blocks?.every((block) => block !== null && (leaves(block) || defines(root, block, all))) ??
    false;
  node.settles.set(name, found);
  return found;
}

function branches({ node, inner }: Around): (SgNode | null)[] | null {
  const clauses = inner().filter((part) => /^(?:elif|else)_clause$/.test(part.kind));
  if (!clauses.some((clause) => clause.kind === "else_clause")) return null;
  return [node, ...clauses.map((clause) => clause.node)].map(
    (each) => each.field("consequence") ?? each.field("body"),
  );
}

function handlers({ inner }: Around): (SgNode | null)[] {
  return inner()
    .filter((part) => /^except/.test(part.kind))
    .map((part) => parts(part.node).at(-1) ?? null);
}

function defines(root: SgNode, block: SgNode, all: readonly Definition[]): boolean {
  const [start, end, id] = [startOf(block), endOf(block), block.id()];
  for (let at = lastBefore(all, end); at >= 0; at--) {
    const each = all[at] as Definition;
    if (each.at < start) return false;
    // The statement, and the block it stands in.
    if (each.kind !== "adds" && around(root, each)[2]?.node.id() === id) return true;
  }
  return false;
}
