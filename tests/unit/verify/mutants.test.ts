import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import {
  nobleCrypto,
  openVerifier,
  parseBundleText,
  type Verifier,
  verifyBundle,
} from "#lib/engines/verify/index.ts";
import {
  askSigstore,
  type Mutants,
  type MutantWorld,
  mutantWorld,
  sigstoreName,
} from "#tests/support/mutant-opinions.ts";
import { rowsOf } from "#tests/support/mutant-reasons.ts";
import { cellsOf, mutantsDocument, writtenCells } from "#tests/support/mutants-document.ts";
import { type SignedFix, signFix } from "./signed-fix.ts";

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

const mostCpuMs = 1000;

let world: MutantWorld;
let verifier: Verifier;
let mostMs = 0;
beforeAll(async () => {
  world = await mutantWorld();
  verifier = openVerifier(world, nodeCrypto);
}, 120_000);

/** As a file comes in at the door, its text first. Time is the processor's: waiting counts nothing. */
async function accepts(text: string, { kind }: Mutants): Promise<boolean> {
  const before = process.cpuUsage();
  const parsed = parseBundleText(text);
  const bundle = parsed.ok ? parsed.value : undefined;
  const [{ good: approval }] = world.families;
  const isMerge = kind === "merged-as";
  const input = isMerge ? { bundle: approval, mergedBundle: bundle ?? null } : { bundle };
  const { ok } = await verifier.verify(input);
  const { user, system } = process.cpuUsage(before);
  mostMs = Math.max(mostMs, (user + system) / 1000);
  return ok;
}

describe("ten thousand mutants of a good bundle", () => {
  it("are all refused, none makes the verifier throw, and none takes a second", async () => {
    let tried = 0;
    const accepted: string[] = [];
    for (const family of world.families) {
      expect(await accepts(JSON.stringify(family.good), family)).toBe(true);
      for (const { kind, field, text } of family.mutants) {
        tried++;
        if (await accepts(text, family)) accepted.push(`${family.kind}: ${kind}, ${field}`);
      }
      expect(await accepts(JSON.stringify(family.good), family)).toBe(true);
    }
    expect(accepted).toEqual([]);
    expect(tried).toBe(10_000);
    expect(mostMs).toBeLessThan(mostCpuMs);
  });

  it("have every kind of change in every member that it can be made in", () => {
    for (const { mutants } of world.families) {
      expect(new Set(mutants.map(({ kind }) => kind)).size).toBe(14);
      expect(new Set(mutants.map(({ field }) => field)).size).toBeGreaterThanOrEqual(25);
    }
  });

  it("are accepted by @sigstore/verify only for reasons that are written down", async () => {
    const document = await readFile(mutantsDocument, "utf8");
    const rows = rowsOf(askSigstore(world));
    expect(writtenCells(document, sigstoreName)).toEqual(cellsOf({ verifier: sigstoreName, rows }));
  });

  it("are refused at ten megabytes as quickly, whatever is long in them", async () => {
    const [family] = world.families;
    const text = JSON.stringify(family.good);
    const long = "A".repeat(10 << 20);
    mostMs = 0;
    for (const large of [
      text + " ".repeat(10 << 20),
      text.replace('"payload":"', `"payload":"${long}`),
      text.replace('"mediaType":', `"${long}":1,"mediaType":`),
      text.replace('"hashes":[', `"hashes":[${'"AAAA",'.repeat(1_500_000)}`),
      "[".repeat(10 << 20),
      '{"a":'.repeat(2 << 20),
      `${text.slice(0, -1)},"n":${"9".repeat(10 << 20)}}`,
    ]) {
      expect(await accepts(large, family)).toBe(false);
      const parsed: unknown =
        large.startsWith('{"a') || large.startsWith("[") ? null : JSON.parse(large);
      if (!large.endsWith(" ")) expect((await verifier.verify({ bundle: parsed })).ok).toBe(false);
    }
    expect(mostMs).toBeLessThan(mostCpuMs);
  });
});

describe("input that is no bundle at all", () => {
  let fix: SignedFix;
  beforeAll(async () => {
    fix = await signFix({ at: 5, sizeAtProof: 23 });
  });
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
