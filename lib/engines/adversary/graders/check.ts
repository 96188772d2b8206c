import type { Grader, GraderLeaf, Matcher } from "../seed/grader-schema.ts";
import { leavesOf } from "./ask.ts";
import { unsafePattern } from "./unsafe-pattern.ts";

/** Where an attempt puts one of its own values into a pattern: a plain word to whoever judges it. */
const slot = /\{\{\s?[a-z][a-z0-9_]{0,30}\s?\}\}/g;

/** What is wrong with a matcher, as the end of a sentence; null where nothing is. */
export function checkMatcher(matcher: Matcher): string | null {
  if (typeof matcher !== "object" || matcher.matches === undefined) return null;
  const fault = unsafePattern(matcher.matches.replace(slot, "slot"));
  return fault === null ? null : `the pattern ${matcher.matches} is not taken: ${fault}`;
}

function matchersOf(leaf: GraderLeaf): readonly Matcher[] {
  if ("called" in leaf) return Object.values(leaf.called.arguments ?? {});
  if ("changed" in leaf) return leaf.changed.to === undefined ? [] : [leaf.changed.to];
  return "says" in leaf ? [leaf.says] : [];
}

/** What a seed’s reader refuses in a tree: patterns that some text would keep busy for long. */
export function checkGrader(grader: Grader): readonly string[] {
  return leavesOf(grader)
    .flatMap(matchersOf)
    .flatMap((matcher) => checkMatcher(matcher) ?? []);
}

/** The canaries that a tree names, which the seed must have. */
export function slotsOf(grader: Grader): readonly string[] {
  return leavesOf(grader).flatMap((leaf) => {
    if ("canary" in leaf) return [leaf.canary.slot];
    if ("link" in leaf) return [leaf.link.slot];
    return "executes" in leaf && leaf.executes.slot !== undefined ? [leaf.executes.slot] : [];
  });
}
