import { lintCanaries } from "./lint-canaries.ts";
import type { LintFault } from "./lint-fault.ts";
import { lintGraders } from "./lint-graders.ts";
import { lintNeeds } from "./lint-needs.ts";
import type { Seed } from "./schema.ts";

/** Everything that would make a seed test nothing, or other things than it says. */
export function lintSeed(seed: Seed): readonly LintFault[] {
  return [...lintId(seed), ...lintCanaries(seed), ...lintNeeds(seed), ...lintGraders(seed)];
}

function* lintId({ id, category }: Seed): Iterable<LintFault> {
  const prefix = /^(?:LLM|ASI)\d\d(?=-)/.exec(id)?.[0];
  const [code = ""] = category.split(":");
  if (prefix !== undefined && prefix !== code) {
    yield {
      at: ["id"],
      message: `The id is one of ${prefix}, the category ${code}. Make them agree.`,
    };
  }
}
