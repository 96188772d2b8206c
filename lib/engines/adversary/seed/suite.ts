import { sha256 } from "@noble/hashes/sha2.js";
import { AppError, canonicalJson, type Json, toHex, utf8 } from "#lib/base/index.ts";
import { transformsVersion } from "../transforms/version.ts";
import type { Seed } from "./schema.ts";

/** Attacks that were read and checked. */
export interface Suite {
  /** By id, in the order of the ids’ code units. */
  readonly seeds: ReadonlyMap<string, Seed>;
  /** SHA-256, hex, over the canonical JSON of all seeds and the version of the transforms. */
  readonly digest: string;
}

/** Seeds in any order become one suite. Two of one id are an `invalid_input`. */
export function suiteOf(seeds: Iterable<Seed>): Suite {
  const byId = new Map<string, Seed>();
  for (const seed of [...seeds].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (byId.has(seed.id)) {
      throw new AppError("invalid_input", `Two seeds are called ${seed.id}. Give one another id.`);
    }
    byId.set(seed.id, seed);
  }
  const content = { seeds: [...byId.values()], transforms: transformsVersion };
  return { seeds: byId, digest: digestOf(content) };
}

/** The built-in suite with a customer’s own seeds, say. */
export function mergeSuites(...suites: readonly Suite[]): Suite {
  return suiteOf(suites.flatMap(({ seeds }) => [...seeds.values()]));
}

/** SHA-256, hex: the same as long as nothing of the seed changes. */
export function seedDigest(seed: Seed): string {
  return digestOf(seed);
}

function digestOf(value: unknown): string {
  // Of YAML that was read strictly: plain data, with fields that are absent rather than undefined.
  return toHex(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify(value)) as Json))));
}
