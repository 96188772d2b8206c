import type { Plan } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import type { Category } from "../taxonomy.ts";
import type { SeedTally } from "./tally.ts";

interface HoleFacts {
  readonly plan: Plan;
  readonly suite: Suite;
  readonly stopped: string | null;
}

/** Why nothing, or not everything, of a category was tested; null where all was that the profile runs. */
export function holeOf(
  { plan, suite, stopped }: HoleFacts,
  category: Category,
  seeds: readonly SeedTally[],
): string | null {
  const all = [...suite.seeds.values()].filter((each) => each.category === category).length;
  if (all === 0) return "The suite has no attack of this category.";
  const lacking = plan.notTested.filter((each) => each.category === category);
  const planned = seeds.reduce((total, each) => total + each.planned, 0);
  const notMade = seeds.reduce((total, each) => total + each.notTested, 0);
  const tried = seeds.reduce((total, each) => total + each.tried, 0);
  const sentences = [
    lacksWords(
      lacking.flatMap(({ missing }) => missing),
      lacking.length,
      all,
    ),
    planned === 0 && lacking.length < all ? "The plan has none of its attacks." : null,
    notMade === 0
      ? null
      : `${notMade} of ${planned} attempts were not made. ${stopped ?? ""}`.trim(),
    tried === 0 && planned > notMade ? "No attempt could be judged." : null,
  ].filter((each) => each !== null);
  return sentences.length === 0 ? null : sentences.join(" ");
}

function lacksWords(missing: readonly string[], count: number, all: number): string | null {
  if (count === 0) return null;
  const names = [...new Set(missing)].sort().join(", ");
  if (count === all) return `The target does not declare ${names}.`;
  return `${count} of ${all} attacks need more than the target declares: ${names}.`;
}
