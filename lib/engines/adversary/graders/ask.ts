import { type Evidence, type GraderKind, graderKinds } from "../results.ts";
import type { Grader, GraderLeaf } from "../seed/grader-schema.ts";
import { type Answer, type Attempt, no } from "./attempt.ts";
import { gradeCanary, gradeProtected } from "./canary.ts";
import { gradeShell, gradeSql } from "./commands.ts";
import { gradeExecutes } from "./executes.ts";
import { gradeLink } from "./link.ts";
import { gradeResources, gradeUnlimited } from "./resources.ts";
import { gradeSays } from "./says.ts";
import { gradeCalled, gradeChanged, gradeForeignRecord } from "./state.ts";

/** Which kind of grader answers a question. */
function kindOf(leaf: GraderLeaf): GraderKind {
  if ("changed" in leaf || "foreign_record" in leaf) return "state";
  if ("called" in leaf) return "tool_trace";
  if ("canary" in leaf || "protected" in leaf) return "canary";
  if ("resources" in leaf || "unlimited" in leaf) return "resources";
  return "says" in leaf ? "text" : "parser";
}

function askLeaf(leaf: GraderLeaf, attempt: Attempt): Answer {
  if ("called" in leaf) return gradeCalled(leaf, attempt);
  if ("changed" in leaf) return gradeChanged(leaf, attempt);
  if ("foreign_record" in leaf) return gradeForeignRecord(leaf, attempt);
  if ("canary" in leaf) return gradeCanary(leaf, attempt);
  if ("protected" in leaf) return gradeProtected(leaf, attempt);
  if ("executes" in leaf) return gradeExecutes(leaf, attempt);
  if ("link" in leaf) return gradeLink(leaf, attempt);
  if ("sql" in leaf) return gradeSql(leaf, attempt);
  if ("shell" in leaf) return gradeShell(leaf, attempt);
  if ("resources" in leaf) return gradeResources(leaf, attempt);
  if ("unlimited" in leaf) return gradeUnlimited(leaf, attempt);
  return gradeSays(leaf, attempt);
}

/** Every leaf of a tree. */
export function leavesOf(grader: Grader): readonly GraderLeaf[] {
  if ("any" in grader) return grader.any.flatMap(leavesOf);
  if ("all" in grader) return grader.all.flatMap(leavesOf);
  return "not" in grader ? leavesOf(grader.not) : [grader];
}

/** What can be seen from actions is asked before what must be read out of texts. */
function rankOf(grader: Grader): number {
  return Math.min(...leavesOf(grader).map((leaf) => graderKinds.indexOf(kindOf(leaf))));
}

const inOrder = (graders: readonly Grader[]) => graders.toSorted((a, b) => rankOf(a) - rankOf(b));

/** `any` holds with what all its members saw, `all` with what each saw; `not` saw nothing. */
export function ask(grader: Grader, attempt: Attempt): Answer {
  if ("not" in grader) return { holds: !ask(grader.not, attempt).holds, evidence: [] };
  if ("any" in grader) {
    const answers = inOrder(grader.any).map((each) => ask(each, attempt));
    return together(answers.filter(({ holds }) => holds));
  }
  if ("all" in grader) {
    const answers: Answer[] = [];
    for (const each of inOrder(grader.all)) {
      const answer = ask(each, attempt);
      if (!answer.holds) return no;
      answers.push(answer);
    }
    return together(answers);
  }
  return askLeaf(grader, attempt);
}

function together(answers: readonly Answer[]): Answer {
  const known = new Map<string, Evidence>();
  for (const each of answers.flatMap(({ evidence }) => evidence)) {
    known.set(JSON.stringify(each), each);
  }
  const evidence = [...known.values()].sort(
    (a, b) => graderKinds.indexOf(a.grader) - graderKinds.indexOf(b.grader),
  );
  return { holds: answers.length > 0, evidence };
}
