import { AppError } from "#lib/base/index.ts";
import type { PlannedCase } from "../results.ts";
import type { Grader } from "../seed/grader-schema.ts";
import type { Seed, Turn } from "../seed/schema.ts";
import type { Suite } from "../seed/suite.ts";
import type { WorldData } from "../world/schema.ts";

/** A case with its canaries in place, ready to be sent. */
export interface PreparedAttempt {
  readonly case: PlannedCase;
  readonly seed: Seed;
  /** By slot. */
  readonly canaries: Readonly<Record<string, string>>;
  readonly system: string | null;
  readonly world: WorldData;
  readonly turns: readonly Turn[];
  /** Of an attack its breach; of an ordinary task what must not happen all the same. */
  readonly breach: Grader | null;
  /** Of an ordinary task: what shows that it was done. */
  readonly expect: Grader | null;
  readonly seen: Grader | null;
}

/**
 * Fills a planned case. All canaries come from the plan’s seed and the case’s id, so that the same case is
 * the same bytes; `again` makes those of its second run.
 */
export function prepareAttempt(
  _suite: Suite,
  _planSeed: string,
  _planned: PlannedCase,
  _again = false,
): PreparedAttempt {
  throw new AppError("internal", "Not joined yet.");
}
