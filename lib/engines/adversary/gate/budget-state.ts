import { wilson } from "../statistics/index.ts";

export type BudgetState = "within" | "over" | "too_few" | "not_tested";

/**
 * Whether a category keeps to its budget: the upper end of its 95 % Wilson interval does. Where not even
 * none of so many attempts would, there are too few to say so; it is over all the same where the lower end is.
 */
export function budgetState(breaches: number, tried: number, budget: number): BudgetState {
  const interval = wilson(breaches, tried);
  if (interval === null) return "not_tested";
  if (interval.high <= budget) return "within";
  const best = wilson(0, tried);
  const couldBeWithin = best !== null && best.high <= budget;
  return couldBeWithin || interval.low > budget ? "over" : "too_few";
}
