import type { Model, ModelAnswer } from "#lib/engines/agent/index.ts";
import type { ModelChoice } from "#lib/platform/db/index.ts";
import { type Provider, priceAsOf } from "#lib/platform/models/index.ts";

/** US dollars a million tokens. */
export interface Price {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

export function ownPrice(
  choice: Pick<ModelChoice, "inputUsdPerMillion" | "outputUsdPerMillion">,
): Price | null {
  const { inputUsdPerMillion, outputUsdPerMillion } = choice;
  if (inputUsdPerMillion === null || outputUsdPerMillion === null) return null;
  return {
    inputUsdPerMillion: Number(inputUsdPerMillion),
    outputUsdPerMillion: Number(outputUsdPerMillion),
  };
}

/** Whether what a choice costs can be counted at all. */
export function isPriced(provider: Provider, model: string, own: Price | null): boolean {
  return own !== null || priceAsOf(provider, model) !== null;
}

/** The same model, its answers priced by what the organization says it pays. */
export function pricedBy(own: Price | null, model: Model): Model {
  if (own === null) return model;
  const priced = (answer: ModelAnswer): ModelAnswer => {
    const { usage } = answer;
    if (usage === null) return { ...answer, costUsd: null };
    const { inputTokens, outputTokens } = usage;
    const micro = inputTokens * own.inputUsdPerMillion + outputTokens * own.outputUsdPerMillion;
    return { ...answer, costUsd: micro / 1e6 };
  };
  return {
    provider: model.provider,
    name: model.name,
    async ask(request, signal) {
      const answer = await model.ask(request, signal);
      return answer.ok ? priced(answer) : answer;
    },
  };
}
