import type { PlannedCase } from "../results.ts";
import type { Seed } from "../seed/schema.ts";
import { leavesOf } from "../seed/texts.ts";

/** How many requests a case makes at once, instead of its last turn; 0 where its graders ask for none. */
export function burstSize({ breach }: Pick<Seed, "breach">, { kind }: PlannedCase): number {
  if (kind === "benign") return 0;
  const sizes = [...leavesOf(breach)].map(({ leaf }) =>
    "unlimited" in leaf ? leaf.unlimited.requests : 0,
  );
  return Math.max(0, ...sizes);
}
