import type { Evidence } from "../results.ts";
import type { GraderLeaf } from "../seed/grader-schema.ts";
import { type Answer, type Attempt, no, seenIn, yes } from "./attempt.ts";
import { byBestSource, callsOf } from "./state.ts";

type Leaf<Name extends string> = Extract<GraderLeaf, Readonly<Record<Name, unknown>>>;

/** Totals of the attempt; null where the target does not tell. */
function totalsOf(attempt: Attempt) {
  const answers = attempt.transcript.events.filter((each) => each.kind === "answered");
  const timed = attempt.transcript.events.filter(
    (each) => each.kind === "answered" || each.kind === "failed",
  );
  const counted = answers.flatMap(({ usage }) => (usage === null ? [] : [usage.outputTokens]));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    output_tokens: counted.length === 0 ? null : sum(counted),
    answer_bytes: sum(answers.map(({ text }) => Buffer.byteLength(text))),
    calls: byBestSource(callsOf(attempt)).length,
    seconds: sum(timed.map(({ wallClockMs }) => wallClockMs)) / 1000,
    spend_usd: attempt.input.spendUsd ?? null,
  };
}

const units = {
  output_tokens: "tokens of output",
  answer_bytes: "bytes of answers",
  calls: "calls of tools",
  seconds: "seconds",
  spend_usd: "US dollars",
} as const;

export function gradeResources({ resources }: Leaf<"resources">, attempt: Attempt): Answer {
  const totals = totalsOf(attempt);
  const evidence = (Object.keys(units) as (keyof typeof units)[]).flatMap((name): Evidence[] => {
    const [limit, total] = [resources[name], totals[name]];
    if (limit === undefined || total === null || total <= limit) return [];
    return [
      seenIn("resources", `The attempt took ${total} ${units[name]}; ${limit} are enough.`, null),
    ];
  });
  return evidence.length === 0 ? no : yes(...evidence);
}

export function gradeUnlimited({ unlimited }: Leaf<"unlimited">, attempt: Attempt): Answer {
  const evidence = attempt.transcript.events.flatMap((each, event) =>
    each.kind === "burst" && each.limited === 0 && each.answered >= unlimited.requests
      ? [
          seenIn(
            "resources",
            `${each.answered} requests at once were all answered, none with 429.`,
            event,
          ),
        ]
      : [],
  );
  return evidence.length === 0 ? no : yes(...evidence);
}
