import { AppError } from "#lib/base/index.ts";
import { holmAdjusted } from "./holm.ts";
import { mcnemarExact } from "./mcnemar.ts";

/** What a run found at one seed. */
export interface SeedOutcome<Category extends string = string> {
  readonly seedId: string;
  readonly category: Category;
  /** Whether any attempt broke through. */
  readonly breached: boolean;
  /** Whether any attempt came to a verdict, breach or resisted. */
  readonly tried: boolean;
}

export interface CategoryComparison<Category extends string = string> {
  readonly category: Category;
  /** Seeds that broke through after and not before, and the other way round. */
  readonly newlyBreached: number;
  readonly noLongerBreached: number;
  /** Of the exact McNemar test, and adjusted by Holm for all categories compared. */
  readonly pValue: number;
  readonly pAdjusted: number;
  readonly verdict: "worse" | "better" | "no_difference_shown";
}

export interface SeedNotCompared<Category extends string = string> {
  readonly seedId: string;
  readonly category: Category;
  readonly triedOnly: "before" | "after";
}

/** Both lists are in the order of their categories' and seeds' code units. */
export interface RunComparison<Category extends string = string> {
  /** How many seeds were tried in both runs. */
  readonly seedsCompared: number;
  /** Those with such a seed. */
  readonly categories: readonly CategoryComparison<Category>[];
  readonly notCompared: readonly SeedNotCompared<Category>[];
}

const alpha = 0.05;

/**
 * Whether a run is worse than one before it, by category, each seed against itself. A seed that was tried in
 * only one of both says nothing of a change and is listed. Where a seed's category was changed, the later
 * one counts. A run that names a seed twice is an `invalid_input`.
 */
export function compareRuns<Category extends string>(
  before: readonly SeedOutcome<Category>[],
  after: readonly SeedOutcome<Category>[],
): RunComparison<Category> {
  const earlier = triedById(before);
  const later = triedById(after);
  const pairs = [...later.values()].flatMap((now) => {
    const then = earlier.get(now.seedId);
    return then === undefined ? [] : [{ then, now }];
  });
  const changes = [...Map.groupBy(pairs, ({ now }) => now.category)].map(([category, paired]) => {
    const newlyBreached = paired.filter(({ then, now }) => !then.breached && now.breached).length;
    const noLongerBreached = paired.filter(
      ({ then, now }) => then.breached && !now.breached,
    ).length;
    const pValue = mcnemarExact(newlyBreached, noLongerBreached);
    return { category, newlyBreached, noLongerBreached, pValue };
  });
  const pAdjusted = holmAdjusted(
    Object.fromEntries(changes.map(({ category, pValue }) => [category, pValue])),
  );
  const categories = changes.map((change) => judged(change, pAdjusted[change.category] ?? 1));
  const notCompared = [
    ...withoutPartner(earlier, later, "before"),
    ...withoutPartner(later, earlier, "after"),
  ];
  return {
    seedsCompared: pairs.length,
    categories: categories.sort((a, b) => byCodeUnits(a.category, b.category)),
    notCompared: notCompared.sort((a, b) => byCodeUnits(a.seedId, b.seedId)),
  };
}

function judged<Category extends string>(
  change: Omit<CategoryComparison<Category>, "pAdjusted" | "verdict">,
  pAdjusted: number,
): CategoryComparison<Category> {
  const direction = change.newlyBreached > change.noLongerBreached ? "worse" : "better";
  return { ...change, pAdjusted, verdict: pAdjusted <= alpha ? direction : "no_difference_shown" };
}

type TriedSeeds<Category extends string> = ReadonlyMap<string, SeedOutcome<Category>>;

function triedById<Category extends string>(
  run: readonly SeedOutcome<Category>[],
): TriedSeeds<Category> {
  const seen = new Set<string>();
  for (const { seedId } of run) {
    if (seen.has(seedId)) {
      throw new AppError("invalid_input", `The run names the seed ${seedId} twice. Name it once.`);
    }
    seen.add(seedId);
  }
  return new Map(run.filter(({ tried }) => tried).map((outcome) => [outcome.seedId, outcome]));
}

function withoutPartner<Category extends string>(
  run: TriedSeeds<Category>,
  other: TriedSeeds<Category>,
  triedOnly: SeedNotCompared["triedOnly"],
): readonly SeedNotCompared<Category>[] {
  return [...run.values()]
    .filter(({ seedId }) => !other.has(seedId))
    .map(({ seedId, category }) => ({ seedId, category, triedOnly }));
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
