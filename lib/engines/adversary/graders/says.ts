import type { GraderLeaf } from "../seed/grader-schema.ts";
import { type Answer, type Attempt, no, seenAt, yes } from "./attempt.ts";
import { answersOf } from "./fields.ts";
import { rangeThatFits } from "./matcher.ts";

export function gradeSays(
  { says }: Extract<GraderLeaf, { readonly says: unknown }>,
  attempt: Attempt,
): Answer {
  const evidence = answersOf(attempt.transcript).flatMap((field) => {
    const range = rangeThatFits(field.text, says);
    return range === null ? [] : [seenAt("text", "An answer says this.", field, range)];
  });
  return evidence.length === 0 ? no : yes(...evidence);
}
