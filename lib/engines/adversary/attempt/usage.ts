import type { TargetAnswer, TargetFailure } from "../target.ts";

/** What the target’s owner pays, in US dollars for a million tokens. */
export interface Price {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; null where no price is known, or the target does not tell what it took. */
  readonly costUsd: number | null;
}

export function usageOf(
  answers: readonly (TargetAnswer | TargetFailure)[],
  price: Price | undefined,
): Usage {
  const told = answers.filter((each) => each.ok).map(({ usage }) => usage);
  const known = told.filter((usage) => usage !== null);
  const inputTokens = known.reduce((sum, each) => sum + each.inputTokens, 0);
  const outputTokens = known.reduce((sum, each) => sum + each.outputTokens, 0);
  const isKnown = price !== undefined && known.length === told.length;
  const costUsd = isKnown ? costOf(price, { inputTokens, outputTokens }) : null;
  return { inputTokens, outputTokens, costUsd };
}

export function costOf(
  { inputUsdPerMillion, outputUsdPerMillion }: Price,
  { inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
): number {
  return (inputTokens * inputUsdPerMillion + outputTokens * outputUsdPerMillion) / 1e6;
}
