import { describe, expect, it } from "vitest";
import {
  type Capability,
  categoryIds,
  makePlan,
  type Plan,
  planDigest,
  planJson,
  type Suite,
} from "#lib/engines/adversary/index.ts";
import { smokeCore } from "#lib/engines/adversary/plan/smoke-core.ts";
import { payloadPlace } from "#lib/engines/adversary/seed/payload-place.ts";
import { allCapabilities, largeSuite } from "#tests/support/adversary/large-suite.ts";
import { suiteWith } from "#tests/support/adversary/seeds.ts";

const suite = largeSuite();
const options = { seed: "20261120", capabilities: allCapabilities } as const;
const attacks = ({ cases }: Plan) => cases.filter(({ kind }) => kind === "attack");
const tasks = ({ cases }: Plan) => cases.filter(({ kind }) => kind === "benign");
const seedOf = (id: string) => {
  const seed = suite.seeds.get(id);
  if (seed === undefined) throw new Error(`No seed ${id}.`);
  return seed;
};

describe("a plan", () => {
  it("is the same bytes for the same suite, seed, profile and capabilities", () => {
    const plan = makePlan(suite, { ...options, profile: "standard" });
    const shuffled: Suite = { ...suite, seeds: new Map([...suite.seeds].reverse()) };
    const capabilities = new Set([...allCapabilities].reverse());
    expect(planJson(makePlan(shuffled, { ...options, capabilities, profile: "standard" }))).toBe(
      planJson(plan),
    );
  });

  it("has the digests that were written down, on any machine", () => {
    const digests = (["smoke", "standard", "deep"] as const).map((profile) =>
      planDigest(makePlan(suite, { ...options, profile })),
    );
    expect(digests).toMatchInlineSnapshot(`
      [
        "29f0f3584f6c040b2ef470b677adc1d57e6462612830137a7b076efe5b554910",
        "6e21fbb56d2d2d1658f7b2cc418ba0fdc365c24e06235f6271b50c28dbc62d84",
        "0a49ca5668f219ebae3e6f3732f99d2e2db24f778a49b1c5684941a548e0508f",
      ]
    `);
  });

  it("is another for another seed", () => {
    const digest = (seed: string) =>
      planDigest(makePlan(suite, { ...options, seed, profile: "smoke" }));
    expect(digest("1")).not.toBe(digest("2"));
  });

  it("names each case once", () => {
    for (const profile of ["smoke", "standard", "deep"] as const) {
      const ids = makePlan(suite, { ...options, profile }).cases.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe("smoke", () => {
  const plan = makePlan(suite, { ...options, profile: "smoke" });

  it("has 60 cases, 12 of them ordinary tasks, spread among the others", () => {
    expect(plan.cases).toHaveLength(60);
    expect(tasks(plan)).toHaveLength(12);
    expect(tasks({ ...plan, cases: plan.cases.slice(0, 30) })).toHaveLength(6);
  });

  it("reaches every category, and every place where hostile text stands", () => {
    const seeds = attacks(plan).map(({ seedId }) => seedOf(seedId));
    expect(new Set(seeds.map(({ category }) => category)).size).toBe(categoryIds.length);
    const places = new Set(seeds.map((seed) => payloadPlace(seed)?.channel));
    expect(places.size).toBe(
      new Set([...suite.seeds.values()].map((seed) => payloadPlace(seed)?.channel)).size,
    );
  });

  it("takes the severest of a category first after its core, and a few disguises", () => {
    const others = attacks(plan).filter(
      ({ seedId, variant }) => !smokeCore.includes(`${seedId}/${variant}`),
    );
    const plain = others.filter(({ variant }) => variant === "plain");
    const critical = plain.filter(({ seedId }) => seedOf(seedId).severity === "critical");
    expect(plain.length).toBeGreaterThan(5);
    expect(critical.length).toBeGreaterThan(plain.length / 2);
    expect(new Set(attacks(plan).map(({ variant }) => variant)).size).toBeGreaterThanOrEqual(7);
  });

  it("takes more disguises where seeds are few", () => {
    const few = makePlan(suiteWith({}, { id: "LLM02-001" }), { ...options, profile: "smoke" });
    expect(attacks(few).length).toBeGreaterThan(25);
  });
});

describe("standard and deep", () => {
  it("standard repeats 340 attacks three times, and every ordinary task once", () => {
    const plan = makePlan(suite, { ...options, profile: "standard" });
    const benign = [...suite.seeds.values()].filter((seed) => seed.benign !== undefined);
    expect(attacks(plan)).toHaveLength(1020);
    expect(tasks(plan)).toHaveLength(benign.length);
    expect(new Set(attacks(plan).map(({ seedId }) => seedId)).size).toBe(suite.seeds.size);
  });

  it("standard uses every disguise, and none far more than others", () => {
    const plan = makePlan(suite, { ...options, profile: "standard" });
    const counts = new Map<string, number>();
    for (const { variant } of attacks(plan)) counts.set(variant, (counts.get(variant) ?? 0) + 1);
    counts.delete("plain");
    expect(counts.size).toBe(20);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(12);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(36);
  });

  it("deep has all that fits, five times", () => {
    const plan = makePlan(suite, { ...options, profile: "deep" });
    expect(plan.cases.length % 5).toBe(0);
    expect(attacks(plan).length).toBeGreaterThan(10_000);
  });
});

describe("what a target lacks", () => {
  const capabilities = new Set<Capability>(["sessions"]);

  it("is named, and no case of it is planned", () => {
    const plan = makePlan(suite, { ...options, capabilities, profile: "deep" });
    expect(plan.notTested).toHaveLength(120);
    expect(plan.notTested[0]).toEqual({
      seedId: "ASI01-002",
      category: "ASI01:2026",
      missing: ["tools"],
    });
    expect(
      plan.cases.every(({ seedId }) => seedOf(seedId).needs.every((each) => each === "sessions")),
    ).toBe(true);
  });

  it("keeps disguises away that need it", () => {
    const variants = (has: readonly Capability[]) =>
      makePlan(suiteWith({}), {
        ...options,
        capabilities: new Set(has),
        profile: "deep",
      }).cases.map(({ variant }) => variant);
    expect(variants([])).not.toContain("crescendo");
    expect(variants(["sessions"])).toContain("crescendo");
  });

  it("counts trace and retrieval as there, where the suite’s tools are", () => {
    const needing = suiteWith({ needs: ["trace", "retrieval"] });
    expect(
      makePlan(needing, { ...options, capabilities: new Set(["tools"]), profile: "smoke" })
        .notTested,
    ).toEqual([]);
  });

  it("may be everything: then the plan is empty", () => {
    const plan = makePlan(suiteWith({ needs: ["tools"] }), {
      ...options,
      capabilities: new Set(),
      profile: "smoke",
    });
    expect(plan.cases).toEqual([]);
    expect(makePlan(suiteWith(), { ...options, profile: "deep" }).cases).toEqual([]);
  });
});

describe("a filter", () => {
  const ids = (
    only: Parameters<typeof makePlan>[1]["only"],
    profile: "smoke" | "standard" = "smoke",
  ) => makePlan(suite, { ...options, profile, only }).cases.map(({ id }) => id);

  it("gives exactly the named case, whatever a profile would sample", () => {
    expect(ids({ cases: ["LLM09-008"], variants: ["base64"] })).toEqual(["LLM09-008/base64/1"]);
    expect(ids({ cases: ["LLM09-008"], variants: ["plain"] }, "standard")).toEqual(
      [1, 2, 3].map((repetition) => `LLM09-008/plain/${repetition}`),
    );
    expect(ids({ cases: ["LLM09-008/base64/4", "LLM01-002"], variants: ["base64"] })).toEqual([
      "LLM01-002/base64/1",
      "LLM09-008/base64/4",
    ]);
  });

  it("takes a category with or without its edition", () => {
    expect(ids({ categories: ["LLM03"] })).toEqual(ids({ categories: ["LLM03:2025"] }));
    expect(ids({ categories: ["LLM03"] }).every((id) => id.startsWith("LLM03-"))).toBe(true);
  });

  it("narrows what is not tested as well", () => {
    const plan = makePlan(suite, {
      ...options,
      capabilities: new Set(),
      profile: "smoke",
      only: { cases: ["LLM01-002"] },
    });
    expect(plan.notTested.map(({ seedId }) => seedId)).toEqual(["LLM01-002"]);
  });

  it("is refused where it names what is not there", () => {
    expect(() => ids({ cases: ["LLM01-999"] })).toThrow("There is no case LLM01-999");
    expect(() => ids({ cases: ["LLM01-001/base64/9"] })).toThrow("There is no case");
    expect(() => ids({ variants: ["rot47"] })).toThrow("There is no variant rot47");
    expect(() => ids({ categories: ["LLM11"] })).toThrow("There is no category LLM11");
  });
});
