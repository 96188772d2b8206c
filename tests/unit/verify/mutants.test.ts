import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, fromBase64, type Json, toBase64 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { nobleCrypto, parseBundleText, verifyBundle } from "#lib/engines/verify/index.ts";
import { type SignedFix, signFix, testPatch } from "./signed-fix.ts";

type Tree = { [key: string]: unknown } | unknown[];
type Slot = readonly [holder: Tree, key: string];

const seed = 20261120;
const strangers: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  2 ** 53,
  1e308,
  Number.NaN,
  "",
  "0",
  "A",
  "-1",
  "99999999999999999999",
  "__proto__",
  "\u0000",
  "x".repeat(1 << 20),
  [],
  {},
  [[[[[[[[]]]]]]]],
  { constructor: 1 },
  JSON.parse('{"__proto__":{"ok":true}}'),
  () => "a function",
  Symbol("a symbol"),
  10n,
];

let fix: SignedFix;
let text: string;
beforeAll(async () => {
  fix = await signFix({ at: 5, sizeAtProof: 23 });
  text = JSON.stringify(fix.bundle);
});

function slotsOf(tree: Tree): readonly Slot[] {
  return Object.entries(tree).flatMap(([key, value]): readonly Slot[] => {
    const own: Slot = [tree, key];
    return value !== null && typeof value === "object" ? [own, ...slotsOf(value as Tree)] : [own];
  });
}

function valueAt([holder, key]: Slot): unknown {
  return (holder as Record<string, unknown>)[key];
}

function put([holder, key]: Slot, value: unknown): void {
  (holder as Record<string, unknown>)[key] = value;
}

function flipBit(value: unknown, at: number): unknown {
  if (typeof value !== "string" || value === "") return at;
  const bytes = fromBase64(value);
  if (bytes === null || bytes.length === 0) {
    const place = at % value.length;
    const flipped = String.fromCharCode(value.charCodeAt(place) ^ (1 << (at % 7)));
    return value.slice(0, place) + flipped + value.slice(place + 1);
  }
  bytes[at % bytes.length]! ^= 1 << (at % 8);
  return toBase64(bytes);
}

const mutations: readonly ((slots: readonly Slot[], slot: Slot, at: number) => void)[] = [
  (_, [holder, key]) => {
    Reflect.deleteProperty(holder, key);
  },
  (_, slot, at) => put(slot, strangers[at % strangers.length]),
  (_, slot, at) => put(slot, flipBit(valueAt(slot), at)),
  (slots, slot, at) => put(slot, structuredClone(valueAt(slots[at % slots.length]!))),
  (slots, slot, at) => {
    const other = slots[at % slots.length]!;
    const [a, b] = [structuredClone(valueAt(slot)), structuredClone(valueAt(other))];
    put(slot, b);
    put(other, a);
  },
  (_, slot, at) => {
    const value = valueAt(slot);
    if (typeof value === "string") put(slot, value.slice(0, at % (value.length + 1)));
    else if (Array.isArray(value)) value.push(structuredClone(value[at % value.length]));
    else put([value as Tree, "more"], at);
  },
];

function isUnchanged(bundle: unknown): boolean {
  try {
    return canonicalJson(bundle as Json) === canonicalJson(fix.bundle as Json);
  } catch {
    return false;
  }
}

async function accepts(bundle: unknown): Promise<boolean> {
  const input = { bundle, trustedRoot: fix.root, keys: fix.keys, patch: testPatch };
  return (await verifyBundle(input, nodeCrypto)).ok;
}

describe("mutants of a good bundle", () => {
  it("are all refused, and none makes the verifier throw", async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(mutations.length - 1),
        fc.nat(100_000),
        fc.nat(100_000),
        async (which, where, at) => {
          const bundle = structuredClone(fix.bundle) as unknown as Tree;
          const slots = slotsOf(bundle);
          mutations[which]!(slots, slots[where % slots.length]!, at);
          if (isUnchanged(bundle)) return;
          tried++;
          expect(await accepts(bundle)).toBe(false);
        },
      ),
      { seed, numRuns: 500 },
    );
    expect(tried).toBeGreaterThan(400);
    expect(await accepts(structuredClone(fix.bundle))).toBe(true);
  });

  it("are refused as text too, whatever byte was changed, added or lost", async () => {
    let parsedMutants = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(100_000), fc.nat(127), async (how, where, code) => {
        const at = where % text.length;
        const char = String.fromCharCode(code);
        const mutant =
          text.slice(0, at) + (how < 2 ? char : "") + text.slice(at + (how > 0 ? 1 : 0));
        const parsed = parseBundleText(mutant);
        if (!parsed.ok || isUnchanged(parsed.value)) return;
        parsedMutants++;
        expect(await accepts(parsed.value)).toBe(false);
      }),
      { seed, numRuns: 500 },
    );
    expect(parsedMutants).toBeGreaterThan(200);
  });
});

describe("input that is no bundle at all", () => {
  const hostile = {
    get mediaType(): string {
      throw new Error("boom");
    },
  };
  const proxy = new Proxy(
    {},
    {
      get: () => {
        throw new Error("boom");
      },
    },
  );
  let deep: unknown = "x";
  for (let level = 0; level < 100_000; level++) deep = [deep];

  it("gets an answer, for the bundle, the root and the keys, with either crypto", async () => {
    for (const odd of [...strangers, undefined, hostile, proxy, deep, new Map(), new Date()]) {
      const honest = { bundle: fix.bundle, trustedRoot: fix.root, keys: fix.keys };
      for (const place of ["bundle", "trustedRoot", "keys"] as const) {
        for (const crypto of [nodeCrypto, nobleCrypto]) {
          const result = await verifyBundle({ ...honest, [place]: odd }, crypto);
          expect(result.ok).toBe(false);
          expect(result.checks).toHaveLength(13);
        }
      }
    }
  });
});
