import { AppError } from "#lib/base/index.ts";
import type { PlannedCase } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import { categoryIds } from "../taxonomy.ts";
import { transforms } from "../transforms/list.ts";
import type { Profile } from "./profiles.ts";

/** What a plan is narrowed to. What is given must all hold; then a profile samples no more, it only repeats. */
export interface PlanFilter {
  /** Ids of seeds, or of cases such as `LLM01-007/base64/2`. */
  readonly cases?: readonly string[] | undefined;
  /** Such as `LLM01:2025`, or `LLM01`. */
  readonly categories?: readonly string[] | undefined;
  /** Names of transforms, `plain`, or `benign`. */
  readonly variants?: readonly string[] | undefined;
}

const isCaseId = (text: string) => text.includes("/");
const seedOf = (text: string) => text.split("/")[0] ?? "";

/** A name that is misspelt would else make an empty plan, which tells nobody why. */
export function requireKnown(
  suite: Suite,
  { cases = [], categories = [], variants = [] }: PlanFilter,
): void {
  const known = ["plain", "benign", ...transforms.map(({ id }) => id)];
  for (const text of cases) {
    const [seedId = "", variant, repetition] = text.split("/");
    const right =
      variant === undefined ||
      (known.includes(variant) && /^[1-5]$/.test(repetition ?? "") && text.split("/").length === 3);
    if (suite.seeds.has(seedId) && right) continue;
    const message = `There is no case ${text}. Name a seed such as LLM01-007, or a case such as LLM01-007/base64/1.`;
    throw new AppError("invalid_input", message);
  }
  for (const text of variants.filter((each) => !known.includes(each))) {
    throw new AppError(
      "invalid_input",
      `There is no variant ${text}. There are ${known.join(", ")}.`,
    );
  }
  for (const text of categories.filter((each) => !categoryIds.some((id) => isCategory(each, id)))) {
    throw new AppError(
      "invalid_input",
      `There is no category ${text}. There are ${categoryIds.join(", ")}.`,
    );
  }
}

function isCategory(named: string, id: string): boolean {
  return named === id || id.startsWith(`${named}:`);
}

export function matchesSeed(
  { cases, categories }: PlanFilter,
  seedId: string,
  category: string,
): boolean {
  return (
    (cases?.some((each) => seedOf(each) === seedId) ?? true) &&
    (categories?.some((each) => isCategory(each, category)) ?? true)
  );
}

/** Of a seed what the profile repeats; a case that is named by its repetition whatever the profile. */
export function wanted(
  suite: Suite,
  only: PlanFilter,
  profile: Profile,
  planned: PlannedCase,
): boolean {
  const { id, seedId, variant, kind, repetition } = planned;
  const repeated = kind === "benign" ? profile.ordinaryRepetitions : profile.repetitions;
  const isNamed = (name: string) =>
    isCaseId(name) ? name === id : name === seedId && repetition <= repeated;
  return (
    matchesSeed(only, seedId, suite.seeds.get(seedId)?.category ?? "") &&
    (only.cases?.some(isNamed) ?? repetition <= repeated) &&
    (only.variants?.includes(variant) ?? true)
  );
}

export function hasCaseIds({ cases = [] }: PlanFilter): boolean {
  return cases.some(isCaseId);
}
