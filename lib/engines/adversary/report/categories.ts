import { budgetState } from "../gate/budget-state.ts";
import type { GatePolicy } from "../gate/policy.ts";
import type { Plan } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import { bootstrapInterval, rateOf, wilson } from "../statistics/index.ts";
import { type Category, categories, categoryIds } from "../taxonomy.ts";
import { holeOf } from "./hole.ts";
import type { Report } from "./schema.ts";
import type { SeedTally, Tally } from "./tally.ts";

interface CategoryFacts {
  readonly plan: Plan;
  readonly suite: Suite;
  readonly stopped: string | null;
  readonly policy: GatePolicy;
}

/** Every category of both lists, also those of which nothing was tested: a hole is named, not left out. */
export function categoryResults(facts: CategoryFacts, tally: Tally): Report["categories"] {
  const { plan, policy } = facts;
  return categoryIds.map((category) => {
    const seeds = seedsOf(tally, category);
    const [breaches, tried, waived] = [
      sum(seeds, "breaches"),
      sum(seeds, "tried"),
      sum(seeds, "waived"),
    ];
    const budget = policy.budgets[category] ?? policy.budget;
    return {
      category,
      name: categories[category],
      rate: rateOf(breaches, tried),
      bySeed: bySeed(seeds, `${plan.seed}/${category}`),
      budget,
      // What is accepted is in the rate, and not held against the budget.
      state: budgetState(breaches - waived, tried - waived, budget),
      hole: holeOf(facts, category, seeds),
    };
  });
}

function seedsOf({ seeds }: Tally, category: Category): readonly SeedTally[] {
  return [...seeds.values()]
    .filter((each) => each.category === category)
    .sort((a, b) => (a.seedId < b.seedId ? -1 : 1));
}

function sum(seeds: readonly SeedTally[], field: "breaches" | "tried" | "waived"): number {
  return seeds.reduce((total, each) => total + each[field], 0);
}

/** Where no two seeds differ, drawing them says nothing: there it is the interval over seeds. */
function bySeed(
  seeds: readonly SeedTally[],
  randomSeed: string,
): Report["categories"][number]["bySeed"] {
  const tried = seeds.filter((each) => each.tried > 0);
  const breached = tried.filter(({ breaches }) => breaches > 0).length;
  const interval = bootstrapInterval(tried, randomSeed) ?? wilson(breached, tried.length);
  return {
    seeds: tried.length,
    breached,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}
