import type { Usage } from "#lib/engines/agent/index.ts";

interface Price {
  readonly pattern: RegExp;
  /** US dollars a million tokens. */
  readonly input: number;
  readonly output: number;
  /** When it was last read from what the provider publishes: prices change. */
  readonly asOf: string;
}

/** The first that matches counts. */
const prices: readonly Price[] = [
  { pattern: /^anthropic\/claude-opus-4-[567]\b/, input: 5, output: 25, asOf: "2026-04" },
  { pattern: /^anthropic\/claude-sonnet-4\b/, input: 3, output: 15, asOf: "2026-04" },
  { pattern: /^anthropic\/claude-haiku-4-5\b/, input: 1, output: 5, asOf: "2026-04" },
  { pattern: /^openai\/gpt-5(-\d{4}-\d\d-\d\d)?$/, input: 1.25, output: 10, asOf: "2025-11" },
  { pattern: /^openai\/gpt-5-mini\b/, input: 0.25, output: 2, asOf: "2025-11" },
  { pattern: /^openai\/gpt-4\.1(-\d{4}-\d\d-\d\d)?$/, input: 2, output: 8, asOf: "2025-11" },
  { pattern: /^google\/gemini-2\.5-pro$/, input: 1.25, output: 10, asOf: "2025-11" },
  { pattern: /^google\/gemini-2\.5-flash$/, input: 0.3, output: 2.5, asOf: "2025-11" },
  { pattern: /^mistral\/codestral-(latest|2508)$/, input: 0.3, output: 0.9, asOf: "2025-11" },
];

function priceOf(provider: string, model: string): Price | undefined {
  return prices.find(({ pattern }) => pattern.test(`${provider}/${model}`));
}

/**
 * US dollars for what was used, at the listed price and without what caches save: rather too much than too
 * little. Null where the price is not known, which is no zero.
 */
export function costOf(provider: string, model: string, usage: Usage | null): number | null {
  const price = priceOf(provider, model);
  if (price === undefined || usage === null) return null;
  return (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6;
}

/** The month in which a price was last looked up; null for a model without one. */
export function priceAsOf(provider: string, model: string): string | null {
  return priceOf(provider, model)?.asOf ?? null;
}
