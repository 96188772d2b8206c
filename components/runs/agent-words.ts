import type { AttemptView } from "#lib/services/attempts/index.ts";

type Spent = Pick<AttemptView, "inputTokens" | "outputTokens" | "costUsd">;

export const purposeWords = {
  fix: "The fix",
  repair: "The repair after your CI",
  second_check: "The second model’s check",
} as const;

/** "3,600 tokens in, 240 out". */
export function tokenWords({ inputTokens, outputTokens }: Spent): string {
  const words = (count: number) => count.toLocaleString("en");
  return `${words(inputTokens)} tokens in, ${words(outputTokens)} out`;
}

/** "USD 0.0842"; what is not known is said, and is no zero. */
export function costWords({ costUsd }: Pick<Spent, "costUsd">): string {
  return costUsd === null ? "cost not known" : `USD ${usd(costUsd)}`;
}

export function budgetWords({ state, budgetLeftUsd }: AttemptView): string | null {
  if (state !== "running") return null;
  return budgetLeftUsd === null
    ? "Nothing bounds what this key may cost in a month."
    : `USD ${usd(budgetLeftUsd)} of this month’s budget is left.`;
}

export function totalOf(attempts: readonly AttemptView[]): Spent & { readonly steps: number } {
  const sum = (of: (attempt: AttemptView) => number) =>
    attempts.reduce((all, attempt) => all + of(attempt), 0);
  return {
    steps: sum(({ steps }) => steps),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costUsd: attempts.some(({ costUsd }) => costUsd === null)
      ? null
      : sum(({ costUsd }) => costUsd ?? 0),
  };
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function usd(value: number): string {
  return value < 1 ? value.toFixed(4) : value.toFixed(2);
}
