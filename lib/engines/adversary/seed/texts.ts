import type { Grader, GraderLeaf } from "./grader-schema.ts";

/** A slot is exactly this: `{{ 7*7 }}` or `{{ name }}` is text of the attack itself. */
const slotPattern = /\{\{([a-z][a-z0-9_]{0,30})\}\}/g;

/** A text, and where in a value it stands. */
export interface PlacedText {
  readonly at: readonly PropertyKey[];
  readonly text: string;
}

/** All texts of plain data, keys not included. */
export function* textsOf(value: unknown, at: readonly PropertyKey[] = []): Iterable<PlacedText> {
  if (typeof value === "string") yield { at, text: value };
  else if (Array.isArray(value)) {
    for (const [index, member] of value.entries()) yield* textsOf(member, [...at, index]);
  } else if (value !== null && typeof value === "object") {
    for (const [key, member] of Object.entries(value)) yield* textsOf(member, [...at, key]);
  }
}

export function slotsIn(text: string): readonly string[] {
  return [...text.matchAll(slotPattern)].map(([, name = ""]) => name);
}

/** Puts values in, once: what a value holds is no slot any more. An unknown name stays as it is. */
export function fillSlots(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(slotPattern, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** The questions of a tree, each with where it stands. */
export function* leavesOf(
  grader: Grader,
  at: readonly PropertyKey[] = [],
): Iterable<{ readonly at: readonly PropertyKey[]; readonly leaf: GraderLeaf }> {
  if ("any" in grader) {
    for (const [index, each] of grader.any.entries()) yield* leavesOf(each, [...at, "any", index]);
  } else if ("all" in grader) {
    for (const [index, each] of grader.all.entries()) yield* leavesOf(each, [...at, "all", index]);
  } else if ("not" in grader) yield* leavesOf(grader.not, [...at, "not"]);
  else yield { at, leaf: grader };
}
