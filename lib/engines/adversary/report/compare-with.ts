import { compareRuns, type SeedOutcome } from "../statistics/index.ts";
import type { Category } from "../taxonomy.ts";
import type { Baseline } from "./read-report.ts";
import type { Report } from "./schema.ts";

/** A run held against an earlier one of the same suite and profile, each seed against itself. */
export function compareWith(
  { report, digest }: Baseline,
  seeds: Report["seeds"],
): NonNullable<Report["comparison"]> {
  const compared = compareRuns(report.seeds.map(outcomeOf), seeds.map(outcomeOf));
  return {
    baseline: digest,
    seedsCompared: compared.seedsCompared,
    seedsNotCompared: compared.notCompared.length,
    categories: [...compared.categories],
  };
}

function outcomeOf({
  seedId,
  category,
  breaches,
  tried,
}: Report["seeds"][number]): SeedOutcome<Category> {
  return { seedId, category, breached: breaches > 0, tried: tried > 0 };
}
