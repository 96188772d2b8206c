import { severities } from "#lib/base/index.ts";
import { type Capability, withImplied } from "../capabilities.ts";
import { type Random, shuffle } from "../random.ts";
import type { NotTestedSeed } from "../results.ts";
import { type Channel, payloadPlace } from "../seed/payload-place.ts";
import type { Seed } from "../seed/schema.ts";
import type { Suite } from "../seed/suite.ts";
import { type Category, categoryIds } from "../taxonomy.ts";
import { fittingTransforms } from "../transforms/fitting.ts";

/** A seed that the target has all capabilities for. */
export interface Candidate {
  readonly seed: Seed;
  /** Where the hostile text stands; `say` where the seed has no payload of its own. */
  readonly channel: Channel;
  /** `plain`, then the transforms that fit. */
  readonly variants: readonly string[];
}

/** Seeds that can be run, by id, and those that cannot, with what is missing. */
export function splitByCapabilities(
  suite: Suite,
  declared: ReadonlySet<Capability>,
): { readonly candidates: readonly Candidate[]; readonly notTested: readonly NotTestedSeed[] } {
  const has = withImplied(declared);
  const candidates: Candidate[] = [];
  const notTested: NotTestedSeed[] = [];
  const ids = [...suite.seeds.keys()].sort();
  for (const seed of ids.flatMap((id) => suite.seeds.get(id) ?? [])) {
    const missing = [...new Set(seed.needs)].filter((each) => !has.has(each)).sort();
    if (missing.length > 0) {
      notTested.push({ seedId: seed.id, category: seed.category, missing });
      continue;
    }
    const fitting = fittingTransforms(seed).filter(({ needs }) =>
      needs.every((each) => has.has(each)),
    );
    const channel = payloadPlace(seed)?.channel ?? "say";
    candidates.push({ seed, channel, variants: ["plain", ...fitting.map(({ id }) => id)] });
  }
  return { candidates, notTested };
}

/**
 * One seed of each category in turn, the severest first, but one that comes by a way that nothing came by
 * yet before all others: so that any beginning of the list reaches as far as it can.
 */
export function stratified(candidates: readonly Candidate[], random: Random): readonly Candidate[] {
  const byCategory = new Map<Category, Candidate[]>(categoryIds.map((id) => [id, []]));
  for (const each of shuffle(random, candidates)) byCategory.get(each.seed.category)?.push(each);
  for (const members of byCategory.values()) members.sort((a, b) => grade(a) - grade(b));
  const taken: Candidate[] = [];
  const seen = new Set<Channel>();
  while (taken.length < candidates.length) {
    for (const members of byCategory.values()) {
      const fresh = members.findIndex(({ channel }) => !seen.has(channel));
      const [next] = members.splice(Math.max(0, fresh), 1);
      if (next === undefined) continue;
      seen.add(next.channel);
      taken.push(next);
    }
  }
  return taken;
}

function grade({ seed }: Candidate): number {
  return severities.indexOf(seed.severity);
}
