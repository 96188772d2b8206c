import type { Usage } from "#lib/engines/agent/index.ts";
import type { ModelName, Provider } from "./providers.ts";

/** What an answer used, by how a provider charges for it. Both are a part of `inputTokens`. */
export interface Charged extends Usage {
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

interface Price {
  readonly provider: Provider;
  /** Exactly these, with or without the date of a snapshot: what is named alike may cost more. */
  readonly models: readonly string[];
  /** US dollars a million tokens. */
  readonly input: number;
  readonly output: number;
  /** A longer request costs more, by a price that is not listed here. */
  readonly maxInputTokens?: number;
  /** The month in which a published list last said so: prices change. */
  readonly asOf: string;
}

const claude = { provider: "anthropic", asOf: "2026-10" } as const;
const gpt = { provider: "openai", asOf: "2026-03" } as const;
const gemini = { provider: "google", asOf: "2026-03" } as const;

/** platform.claude.com/docs/en/about-claude/pricing; for the others what lists of their prices agree on. */
const prices: readonly Price[] = [
  { ...claude, models: ["claude-opus-5-5"], input: 4, output: 20 },
  {
    ...claude,
    models: ["claude-opus-4-5", "claude-opus-4-6", "claude-opus-4-7", "claude-opus-4-8"],
    input: 5,
    output: 25,
  },
  { ...claude, models: ["claude-opus-5"], input: 5, output: 25 },
  { ...claude, models: ["claude-sonnet-5", "claude-sonnet-5-5"], input: 2, output: 10 },
  {
    ...claude,
    models: ["claude-sonnet-4", "claude-sonnet-4-0", "claude-sonnet-4-5", "claude-sonnet-4-6"],
    maxInputTokens: 200_000,
    input: 3,
    output: 15,
  },
  { ...claude, models: ["claude-haiku-4-5"], input: 1, output: 5 },
  {
    ...claude,
    models: ["claude-haiku-5-5"],
    maxInputTokens: 100_000,
    input: 0.1,
    output: 0.5,
  },
  { ...gpt, models: ["gpt-5"], input: 1.25, output: 10 },
  { ...gpt, models: ["gpt-5-mini"], input: 0.25, output: 2 },
  { ...gpt, models: ["gpt-4.1"], input: 2, output: 8 },
  {
    ...gemini,
    models: ["gemini-2.5-pro"],
    maxInputTokens: 200_000,
    input: 1.25,
    output: 10,
  },
  { ...gemini, models: ["gemini-2.5-flash"], input: 0.3, output: 2.5 },
];

/** Anthropic's, of the price of input: what is read again costs at most a tenth, what is kept for it more. */
const cacheRates = { read: 0.1, write: 1.25 };

function priceOf(provider: string, model: string): Price | undefined {
  const name = model.replace(/-(?:\d{8}|\d{4}-\d\d-\d\d)$/, "");
  return prices.find((price) => price.provider === provider && price.models.includes(name));
}

/**
 * US dollars for what was used, at the listed price: rather too much than too little, so that what other
 * providers' caches save is not counted. Null where the price is not known, which is no zero.
 */
export function costOf(provider: string, model: string, used: Charged | null): number | null {
  const price = priceOf(provider, model);
  if (price === undefined || used === null) return null;
  if (used.inputTokens > (price.maxInputTokens ?? Number.POSITIVE_INFINITY)) return null;
  const { read, write } = provider === "anthropic" ? cacheRates : { read: 1, write: 1 };
  const { cacheReadTokens, cacheWriteTokens } = used;
  const plain = Math.max(0, used.inputTokens - cacheReadTokens - cacheWriteTokens);
  const input = plain + cacheReadTokens * read + cacheWriteTokens * write;
  return (input * price.input + used.outputTokens * price.output) / 1e6;
}

/** The month in which a price was last looked up; null for a model without one. */
export function priceAsOf(provider: string, model: string): string | null {
  return priceOf(provider, model)?.asOf ?? null;
}

/** Every model that has a published price here. */
export function pricedModels(): readonly ModelName[] {
  return prices.flatMap(({ provider, models }) => models.map((name) => ({ provider, name })));
}
