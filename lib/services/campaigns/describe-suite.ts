import {
  builtInSuite,
  type Category,
  capabilities,
  categories,
  categoryIds,
  fittingTransforms,
  type Seed,
  seedJsonSchema,
  targetSpecJsonSchema,
} from "#lib/engines/adversary/index.ts";

export interface DescribedCategory {
  readonly category: Category;
  readonly name: string;
  /** In the order of their ids. */
  readonly seeds: readonly Seed[];
}

/** The attacks that Etna comes with, by category. */
export async function describeSuite(): Promise<{
  /** SHA-256, hex: what a report names. */
  readonly digest: string;
  readonly categories: readonly DescribedCategory[];
}> {
  const { digest, seeds } = await builtInSuite();
  const byId = [...seeds.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    digest,
    categories: categoryIds.map((category) => ({
      category,
      name: categories[category],
      seeds: byId.filter((seed) => seed.category === category),
    })),
  };
}

export interface DescribedSeed {
  readonly seed: Seed;
  readonly categoryName: string;
  /** What a target must be able to do, in words. */
  readonly needs: readonly { readonly capability: string; readonly words: string }[];
  /** In which other ways the same is said. */
  readonly transforms: readonly { readonly title: string; readonly about: string }[];
}

/** One attack; null for an id that no attack has. */
export async function describeSeed(id: string): Promise<DescribedSeed | null> {
  const seed = (await builtInSuite()).seeds.get(id);
  if (seed === undefined) return null;
  return {
    seed,
    categoryName: categories[seed.category],
    needs: seed.needs.map((capability) => ({ capability, words: capabilities[capability] })),
    transforms: fittingTransforms(seed).map(({ title, about }) => ({ title, about })),
  };
}

/** JSON Schemas of an attack of one's own and of a target file, for editors. */
export function describeFormats(): { readonly seed: object; readonly target: object } {
  return { seed: seedJsonSchema(), target: targetSpecJsonSchema() };
}
