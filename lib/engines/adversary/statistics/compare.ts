import { AppError } from "#lib/base/index.ts";
import { holmAdjusted } from "./holm.ts";
import { mcnemarExact } from "./mcnemar.ts";

/** What a run found at one seed. */
export interface SeedOutcome {
  readonly seedId: string;
  readonly category: string;
  /** Whether any attempt broke through. */
  readonly breached: boolean;
  /** Whether any attempt came to a verdict, breach or resisted. */
  readonly tried: boolean;
}

export interface CategoryComparison {
  readonly category: string;
  /** How many seeds were tried in both runs. */
  readonly paired: number;
  readonly breachedOnlyBefore: number;
  readonly breachedOnlyAfter: number;
  /** Of the exact McNemar test, and adjusted by Holm for all categories compared. */
  readonly p: number;
  readonly adjustedP: number;
  readonly verdict: "worse" | "better" | "no difference shown";
}

export interface SeedNotCompared {
  readonly seedId: string;
  readonly category: string;
  readonly triedOnly: "before" | "after";
}

/** Both lists are in the order of their categories' and seeds' code units. */
export interface RunComparison {
  /** Those with a seed that was tried in both runs. */
  readonly categories: readonly CategoryComparison[];
  readonly notCompared: readonly SeedNotCompared[];
}

const alpha = 0.05;

/**
 * Whether a run is worse than one before it, by category, each seed against itself. A seed that was tried in
 * only one of both says nothing of a change and is listed. Where a seed's category was changed, the later
 * one counts. A run that names a seed twice is an `invalid_input`.
 */
export function compareRuns(
  before: readonly SeedOutcome[],
  after: readonly SeedOutcome[],
): RunComparison {
  const earlier = triedById(before);
  const later = triedById(after);
  const pairs = [...later.values()].flatMap((now) => {
    const then = earlier.get(now.seedId);
    return then === undefined ? [] : [{ then, now }];
  });
  const counts = [...Map.groupBy(pairs, ({ now }) => now.category)].map(([category, paired]) => {
    const breachedOnlyBefore = paired.filter(
      ({ then, now }) => then.breached && !now.breached,
    ).length;
    const breachedOnlyAfter = paired.filter(
      ({ then, now }) => !then.breached && now.breached,
    ).length;
    const p = mcnemarExact(breachedOnlyBefore, breachedOnlyAfter);
    return { category, paired: paired.length, breachedOnlyBefore, breachedOnlyAfter, p };
  });
  const adjusted = holmAdjusted(Object.fromEntries(counts.map(({ category, p }) => [category, p])));
  const categories = counts.map((count): CategoryComparison => {
    const adjustedP = adjusted[count.category] ?? 1;
    const direction = count.breachedOnlyAfter > count.breachedOnlyBefore ? "worse" : "better";
    return { ...count, adjustedP, verdict: adjustedP <= alpha ? direction : "no difference shown" };
  });
  const notCompared = [
    ...withoutPartner(earlier, later, "before"),
    ...withoutPartner(later, earlier, "after"),
  ];
  return {
    categories: categories.sort((a, b) => byCodeUnits(a.category, b.category)),
    notCompared: notCompared.sort((a, b) => byCodeUnits(a.seedId, b.seedId)),
  };
}

function triedById(run: readonly SeedOutcome[]): ReadonlyMap<string, SeedOutcome> {
  const seen = new Set<string>();
  for (const { seedId } of run) {
    if (seen.has(seedId)) {
      throw new AppError("invalid_input", `The run names the seed ${seedId} twice. Name it once.`);
    }
    seen.add(seedId);
  }
  return new Map(run.filter(({ tried }) => tried).map((outcome) => [outcome.seedId, outcome]));
}

function withoutPartner(
  run: ReadonlyMap<string, SeedOutcome>,
  other: ReadonlyMap<string, SeedOutcome>,
  triedOnly: SeedNotCompared["triedOnly"],
): readonly SeedNotCompared[] {
  return [...run.values()]
    .filter(({ seedId }) => !other.has(seedId))
    .map(({ seedId, category }) => ({ seedId, category, triedOnly }));
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
