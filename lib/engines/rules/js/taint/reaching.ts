import type { SgNode } from "@ast-grep/napi";
import { contains, endOf, startOf } from "../../syntax.ts";
import { type Declaration, isFunction, resolve, sameNode } from "../scope.ts";
import { argumentsOf } from "./expression.ts";
import { fileIndex } from "./file-index.ts";
import { type PatternPlace, placeInPattern } from "./pattern.ts";
import { alwaysPasses, functionAround, isBlock } from "./statements.ts";

/** One value that a name may hold where it is used, and which part of it. */
export interface Written {
  readonly value: SgNode;
  readonly path: readonly string[];
}

interface Site extends PatternPlace {
  /** The declarator, assignment or loop. */
  readonly by: SgNode;
  readonly value: SgNode;
  readonly adds: boolean;
}

/** A name written more often is a state machine or generated: its values are not followed. */
const maxWrites = 40;

/**
 * The values that the name may hold at this use: declarations and assignments that reach it, without
 * those that a later one on every way replaces. Null where there are too many to say.
 */
export function writtenTo(use: SgNode, declaration: Declaration): Written[] | null {
  const sites = sitesOf(use.getRoot().root(), declaration);
  if (sites.length > maxWrites) return null;
  const at = startOf(use);
  const own = functionAround(use);
  const before = sites.filter((site) => endOf(site.by) <= at || site.by.is("for_in_statement"));
  let from = 0;
  for (const site of before) {
    if (site.adds) continue;
    const statement = outermostBeside(site.by, use);
    const settled = before.filter((each) => !each.adds).map((each) => each.by);
    if (statement !== null && alwaysPasses(statement, settled)) {
      from = Math.max(from, startOf(statement));
    }
  }
  const reaching = sites.filter((site) => {
    const ends = endOf(site.by) <= at || contains(site.by, use);
    if (site.by.is("for_in_statement")) return contains(site.by, use);
    if (ends && !contains(site.by, use)) {
      return startOf(site.by) >= from && !inOtherBranch(site.by, use);
    }
    if (contains(site.by, use)) return loopAround(site.by, use);
    return !sameFunction(own, functionAround(site.by)) || loopAround(site.by, use);
  });
  return reaching.flatMap((site) => [
    { value: site.value, path: site.path },
    ...site.defaults.map((value) => ({ value, path: [] })),
  ]);
}

function sitesOf(root: SgNode, declaration: Declaration): Site[] {
  const sites: Site[] = [];
  const { by, name } = declaration;
  const value = by.is("variable_declarator")
    ? by.field("value")
    : by.is("for_in_statement")
      ? by.field("right")
      : null;
  if (value !== null) {
    const place = placeInPattern(name);
    const path = by.is("for_in_statement") ? ["*", ...place.path] : place.path;
    sites.push({ ...place, path, by, value, adds: false });
  }
  const index = fileIndex(root);
  for (const write of index.writes.get(name.text()) ?? []) {
    const right = write.by.field("right");
    if (right === null || !means(write.name, declaration)) continue;
    const adds = write.by.is("augmented_assignment_expression");
    sites.push({ ...placeInPattern(write.name), by: write.by, value: right, adds });
    if (sites.length > maxWrites) return sites;
  }
  for (const by of index.additions.get(name.text()) ?? []) {
    const object = by.field("function")?.field("object") ?? null;
    if (object === null || !means(object, declaration)) continue;
    for (const value of argumentsOf(by)) {
      sites.push({ path: [], defaults: [], whole: by, by, value, adds: true });
    }
    if (sites.length > maxWrites) return sites;
  }
  return sites.sort((a, b) => startOf(a.by) - startOf(b.by));
}

function means(name: SgNode, declaration: Declaration): boolean {
  const inScope = declaration.scopeStart <= startOf(name) && startOf(name) < declaration.scopeEnd;
  return inScope && sameNode(resolve(name)?.name ?? null, declaration.name);
}

/** The outermost statement around `inner` that does not hold the use, where its block does. */
function outermostBeside(inner: SgNode, use: SgNode): SgNode | null {
  let statement = inner;
  for (const parent of inner.ancestors()) {
    if (contains(parent, use)) return isBlock(parent) ? statement : null;
    if (isFunction(parent)) return null;
    statement = parent;
  }
  return null;
}

/** True where one stands in the branch of an `if` or `switch` and the other in another. */
function inOtherBranch(a: SgNode, b: SgNode): boolean {
  let child = a;
  for (const parent of a.ancestors()) {
    if (contains(parent, b)) {
      if (parent.is("if_statement")) return !inCondition(parent, child) && !inCondition(parent, b);
      return parent.is("ternary_expression") && !inCondition(parent, child);
    }
    child = parent;
  }
  return false;
}

function inCondition(branching: SgNode, node: SgNode): boolean {
  const condition = branching.field("condition");
  return condition !== null && contains(condition, node);
}

function loopAround(a: SgNode, b: SgNode): boolean {
  const kinds = /^(?:for_statement|for_in_statement|while_statement|do_statement)$/;
  const loop = a.ancestors().find((each) => contains(each, b) && kinds.test(String(each.kind())));
  return loop !== undefined;
}

function sameFunction(a: SgNode | null, b: SgNode | null): boolean {
  return a?.id() === b?.id();
}
