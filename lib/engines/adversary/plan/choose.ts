import { type Random, shuffle } from "../random.ts";
import type { Candidate } from "./candidates.ts";
import type { Profile } from "./profiles.ts";
import { smokeCore } from "./smoke-core.ts";

export interface Choice {
  readonly seedId: string;
  readonly variant: string;
}

/** The attacks of a profile: as they are written first, then disguised, each disguise about as often. */
export function chooseAttacks(
  ordered: readonly Candidate[],
  { attacks, plain }: Pick<Profile, "attacks" | "plain">,
  random: Random,
): readonly Choice[] {
  const chosen = ordered
    .slice(0, Math.min(plain, attacks))
    .map(({ seed }): Choice => ({ seedId: seed.id, variant: "plain" }));
  const left = new Map(
    ordered.map((each) => [each, new Set(shuffle(random, each.variants.slice(1)))]),
  );
  const uses = new Map<string, number>();
  let added = true;
  while (added && chosen.length < attacks) {
    added = false;
    for (const [{ seed }, variants] of left) {
      const variant = leastUsed(variants, uses);
      if (variant === null || chosen.length >= attacks) continue;
      variants.delete(variant);
      uses.set(variant, (uses.get(variant) ?? 0) + 1);
      chosen.push({ seedId: seed.id, variant });
      added = true;
    }
  }
  return chosen;
}

function leastUsed(variants: Iterable<string>, uses: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const each of variants) {
    if (best === null || (uses.get(each) ?? 0) < (uses.get(best) ?? 0)) best = each;
  }
  return best;
}

/** As many as were chosen by chance, but those of the core that can be run first. */
export function beginningWithCore(
  ordered: readonly Candidate[],
  chosen: readonly Choice[],
): readonly Choice[] {
  const variants = new Map(ordered.map((each) => [each.seed.id, each.variants]));
  const core = smokeCore
    .map((each): Choice => {
      const [seedId = "", variant = ""] = each.split("/");
      return { seedId, variant };
    })
    .filter(({ seedId, variant }) => variants.get(seedId)?.includes(variant) === true);
  const named = new Set(core.map(({ seedId, variant }) => `${seedId}/${variant}`));
  const others = chosen.filter(({ seedId, variant }) => !named.has(`${seedId}/${variant}`));
  return [...core, ...others].slice(0, chosen.length);
}

/** Ordinary tasks of the seeds that come first. */
export function chooseOrdinary(ordered: readonly Candidate[], most: number): readonly Choice[] {
  return ordered
    .filter(({ seed }) => seed.benign !== undefined)
    .slice(0, most)
    .map(({ seed }) => ({ seedId: seed.id, variant: "benign" }));
}
