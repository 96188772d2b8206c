import { z } from "zod";
import { field } from "#app/_server/forms.ts";
import {
  categories,
  categoryIds,
  type GatePolicy,
  gatePolicySchema,
} from "#lib/services/campaigns/index.ts";
import { percentage, wholeNumber } from "./numbers.ts";

/** A budget of its own for each category: `budget-LLM01`. */
const budgetField = (category: string) => `budget-${category.slice(0, 5)}`;

export const policyFields: readonly string[] = [
  "budget",
  "minUtility",
  "maxUnjudged",
  "minCases",
  ...categoryIds.map(budgetField),
];

export function policyValues(policy: GatePolicy) {
  const shown = (share: number) => String(Math.round(share * 10_000) / 100);
  return {
    budget: shown(policy.budget),
    minUtility: shown(policy.min_utility),
    maxUnjudged: shown(policy.max_unjudged),
    minCases: String(policy.min_cases),
    budgets: categoryIds.map((category) => {
      const own = policy.budgets[category];
      return {
        field: budgetField(category),
        label: `${category.slice(0, 5)} ${categories[category]}`,
        value: own === undefined ? "" : shown(own),
      };
    }),
  };
}

export function readPolicyForm(form: FormData, waivers: GatePolicy["waivers"]): GatePolicy {
  const own = categoryIds.flatMap((category) => {
    const share = field(form, budgetField(category), z.literal("").or(percentage));
    return share === "" ? [] : [[category, share] as const];
  });
  return gatePolicySchema.parse({
    budget: field(form, "budget", percentage),
    budgets: Object.fromEntries(own),
    min_utility: field(form, "minUtility", percentage),
    max_unjudged: field(form, "maxUnjudged", percentage),
    min_cases: field(form, "minCases", wholeNumber),
    waivers,
  });
}
