import type { AskJudge } from "#lib/engines/adversary/index.ts";
import type { Model, ModelFailureKind } from "#lib/engines/agent/index.ts";

/** Enough for a model that thinks first; what is longer is no judgement. */
const maxOutputTokens = 2_000;

/** No further request would be answered either. A refused request may be refused for what it says. */
const lasting: ReadonlySet<ModelFailureKind> = new Set([
  "key_refused",
  "out_of_credit",
  "over_budget",
  "model_unknown",
  "address_refused",
]);

/** How a model is asked to judge. */
export function judgeThrough(model: Pick<Model, "ask">): AskJudge {
  return async ({ system, user }, signal) => {
    const messages = [{ role: "user" as const, text: user }];
    const answer = await model.ask({ system, messages, tools: [], maxOutputTokens }, signal);
    return answer.ok ? answer : { ...answer, isFinal: lasting.has(answer.kind) };
  };
}
