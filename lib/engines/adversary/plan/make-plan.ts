import { AppError } from "#lib/base/index.ts";
import type { Capability } from "../capabilities.ts";
import type { Plan, ProfileName } from "../results.ts";
import type { Suite } from "../seed/suite.ts";

/** What a plan is narrowed to. What is given must all hold; then a profile samples no more, it only repeats. */
export interface PlanFilter {
  /** Ids of seeds, or of cases such as `LLM01-007/base64/2`. */
  readonly cases?: readonly string[];
  readonly categories?: readonly string[];
  /** Names of transforms, `plain`, or `benign`. */
  readonly variants?: readonly string[];
}

export interface PlanOptions {
  /** Any text. What chance decides is decided by it. */
  readonly seed: string;
  readonly profile: ProfileName;
  /** As the target declares them. */
  readonly capabilities: ReadonlySet<Capability>;
  readonly only?: PlanFilter;
}

/**
 * Which cases a profile runs against a target with these capabilities. The same on every machine for
 * the same suite, seed, profile and capabilities. A filter that names what is not there is an `invalid_input`.
 */
export function makePlan(_suite: Suite, _options: PlanOptions): Plan {
  throw new AppError("internal", "Not joined yet.");
}
