import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "#lib/base/index.ts";
import {
  categoryIds,
  makePlan,
  readReport,
  reportSchema,
  summarize,
} from "#lib/engines/adversary/index.ts";
import { allCapabilities, largeSuite } from "#tests/support/adversary/large-suite.ts";
import { factsOf } from "#tests/support/adversary/results.ts";
import { suiteWith } from "#tests/support/adversary/seeds.ts";

const suite = suiteWith(
  {},
  { id: "LLM02-014", severity: "critical" },
  {
    id: "LLM04-001",
    needs: ["memory", "tools"],
    turns: [{ say: "{{payload}}" }, { say: "Well?", session: 2 }],
  },
);
const breach = { verdict: "breach" } as const;

describe("a report", () => {
  it("is one by its schema, and read back is the same", () => {
    const facts = factsOf(suite, ({ index }) => (index % 5 === 0 ? breach : {}));
    const report = summarize(facts);
    expect(reportSchema.parse(report)).toEqual(report);
    const text = JSON.stringify(report);
    expect(readReport(text).report).toEqual(report);
    expect(readReport(text).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is the same for the same results", () => {
    const of = () =>
      JSON.stringify(summarize(factsOf(suite, ({ index }) => (index % 5 === 0 ? breach : {}))));
    expect(of()).toBe(of());
  });

  it("counts attacks by verdict, and ordinary tasks apart", () => {
    const large = largeSuite();
    const facts = factsOf(large, ({ kind, index }) => {
      if (kind === "benign") return index % 2 === 0 ? breach : {};
      return {
        verdict:
          (["breach", "resisted", "inconclusive", "error", "not_tested"] as const)[index % 5] ??
          "error",
      };
    });
    const { cases, utility, overall } = summarize(facts);
    const attacks = facts.plan.cases.filter(({ kind }) => kind === "attack").length;
    expect(cases.planned).toBe(attacks);
    expect(
      cases.breach + cases.resisted + cases.inconclusive + cases.error + cases.not_tested,
    ).toBe(attacks);
    expect(overall).toMatchObject({ hits: cases.breach, tried: cases.breach + cases.resisted });
    expect(utility.tried).toBe(facts.plan.cases.length - attacks);
  });

  it("adds up what it took, and says no cost where one is not known", () => {
    const facts = factsOf(suite);
    expect(summarize(facts)).toMatchObject({
      requests: facts.plan.cases.length,
      inputTokens: 10 * facts.plan.cases.length,
    });
    expect(summarize(facts).costUsd).toBeCloseTo(0.001 * facts.plan.cases.length);
    expect(
      summarize(factsOf(suite, ({ index }) => (index === 3 ? { costUsd: null } : {}))).costUsd,
    ).toBeNull();
    const notMade = factsOf(suite, ({ index }) =>
      index === 3 ? { costUsd: null, verdict: "not_tested" } : {},
    );
    expect(summarize(notMade).costUsd).not.toBeNull();
  });

  it("counts what has no result as not tested, and no result of another plan", () => {
    const facts = factsOf(suite);
    const [first, ...rest] = [...facts.results];
    if (first === undefined) throw new Error("No result.");
    const stray = { ...first, id: "LLM01-001/plain/9", verdict: "breach" } as const;
    const { cases } = summarize({
      ...facts,
      results: [...rest.slice(1), stray, ...rest.slice(0, 1)],
    });
    expect(cases).toMatchObject({ planned: facts.plan.cases.length, breach: 0, not_tested: 1 });
  });

  it("can be written as canonical JSON whatever an agent answered", () => {
    const half = factsOf(suite, ({ index }) =>
      index === 0 ? { ...breach, reason: "Half: \ud83d" } : {},
    );
    const report = summarize(half);
    expect(report.breaches[0]?.reason).toBe("Half: \ufffd");
    expect(() => canonicalJson(report as unknown as Json)).not.toThrow();
  });

  it("says when it was, to the second", () => {
    expect(summarize(factsOf(suite))).toMatchObject({
      startedAt: "2026-11-20T08:00:00Z",
      endedAt: "2026-11-20T08:18:22Z",
    });
  });
});

describe("categories", () => {
  const report = summarize(factsOf(suite, ({ id }) => (id === "LLM01-001/plain/1" ? breach : {})));
  const of = (category: string) => report.categories.find((each) => each.category === category);

  it("are all there, and a hole is named and no pass", () => {
    expect(report.categories.map(({ category }) => category)).toEqual(categoryIds);
    expect(of("LLM04:2025")).toMatchObject({
      state: "not_tested",
      hole: "The target does not declare memory, tools.",
      rate: { tried: 0, share: null, words: "not tested" },
    });
    expect(of("LLM03:2025")?.hole).toBe("The suite has no attack of this category.");
    expect(of("LLM01:2025")?.hole).toBeNull();
  });

  it("have a rate with its interval, and the interval over seeds", () => {
    const tried = of("LLM01:2025")?.rate.tried ?? 0;
    expect(of("LLM01:2025")?.rate).toMatchObject({ hits: 1 });
    expect(of("LLM01:2025")?.rate.high).toBeGreaterThan(1 / tried);
    expect(of("LLM01:2025")?.bySeed).toMatchObject({ seeds: 1, breached: 1, high: 1 });
    expect(of("LLM02:2025")?.rate.words).toMatch(/^0 of \d+: below \d+ %$/);
  });

  it("say what was not made, and why", () => {
    const facts = factsOf(
      suite,
      ({ index }) => (index % 2 === 0 ? { verdict: "not_tested" } : {}),
      { stopped: "The cap of 9 requests was reached." },
    );
    const hole = summarize(facts).categories.find(
      ({ category }) => category === "LLM01:2025",
    )?.hole;
    expect(hole).toMatch(
      /^\d+ of \d+ attempts were not made\. The cap of 9 requests was reached\.$/,
    );
  });

  it("say where a part of their attacks needs more", () => {
    const mixed = suiteWith(
      {},
      { id: "LLM01-002", needs: ["tools"], turns: [{ say: "{{payload}}" }] },
    );
    const hole = summarize(factsOf(mixed)).categories.find(
      ({ category }) => category === "LLM01:2025",
    )?.hole;
    expect(hole).toBe("1 of 2 attacks need more than the target declares: tools.");
  });
});

describe("seeds", () => {
  it("have the chance of a breach in one and in three attempts", () => {
    const report = summarize(
      factsOf(suite, ({ id }) => (/^LLM01-001\/plain\/[12]$/.test(id) ? breach : {})),
    );
    const [seed] = report.seeds;
    expect(seed).toMatchObject({ seedId: "LLM01-001", breaches: 2 });
    expect(seed?.hitAt1).toBeCloseTo(2 / (seed?.tried ?? 1));
    expect(seed?.hitAt3).toBeGreaterThan(seed?.hitAt1 ?? 1);
  });

  it("have none where too few attempts were made", () => {
    const plan = makePlan(suite, {
      seed: "7",
      profile: "smoke",
      capabilities: new Set(),
      only: { variants: ["plain"] },
    });
    expect(summarize(factsOf(suite, undefined, { plan })).seeds[0]).toMatchObject({
      tried: 1,
      hitAt1: 0,
      hitAt3: null,
    });
  });
});

describe("breaches", () => {
  const report = summarize(
    factsOf(suite, ({ id }) =>
      ["LLM01-001/plain/1", "LLM02-014/base64/1", "LLM02-014/base64/2"].includes(id) ? breach : {},
    ),
  );

  it("stand with the severest first", () => {
    expect(report.breaches.map(({ severity }) => severity)).toEqual([
      "critical",
      "critical",
      "high",
    ]);
  });

  it("can be made again by one line, which plans exactly this case", () => {
    expect(report.breaches.map(({ reproducer }) => reproducer)).toEqual([
      "etna attack --target quote-agent --case LLM02-014 --variant base64 --seed 20261120",
      "etna attack --target quote-agent --case LLM02-014/base64/2 --seed 20261120",
      "etna attack --target quote-agent --case LLM01-001 --variant plain --seed 20261120",
    ]);
    for (const { caseId, seedId, variant } of report.breaches) {
      const only = caseId.endsWith("/1")
        ? { cases: [seedId], variants: [variant] }
        : { cases: [caseId] };
      const plan = makePlan(suite, {
        seed: "20261120",
        profile: "smoke",
        capabilities: allCapabilities,
        only,
      });
      expect(plan.cases.map(({ id }) => id)).toEqual([caseId]);
    }
  });

  it("are words that a shell takes for one each", () => {
    const target = { name: "x", kind: "http", capabilities: [], file: "my agent’s/it's.yaml" };
    const facts = factsOf(suite, ({ index }) => (index === 0 ? breach : {}), {
      target,
      reproducerOptions: ["--suite", "own seeds"],
    });
    expect(summarize(facts).breaches[0]?.reproducer).toContain(
      String.raw`--target 'my agent’s/it'\''s.yaml' --suite 'own seeds' --case`,
    );
  });

  it("have a fingerprint that is the same in another run and by another disguise", () => {
    const [first, second, third] = report.breaches.map(({ fingerprint }) => fingerprint);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    const other = summarize(
      factsOf(suite, ({ id }) => (id === "LLM02-014/plain/3" ? breach : {}), { profile: "deep" }),
    );
    expect(other.breaches[0]?.fingerprint).toBe(first);
  });

  it("are for a person to look at where a judge says so", () => {
    const facts = factsOf(suite, ({ index }) => (index === 1 ? { needsReview: "It mocks." } : {}));
    expect(summarize(facts).needsReview).toEqual([
      { caseId: facts.plan.cases[1]?.id, says: "It mocks." },
    ]);
  });
});

describe("a baseline", () => {
  it("that is none is refused, with what to do", () => {
    expect(() => readReport("<html>")).toThrow("The report is no JSON.");
    expect(() => readReport("{}")).toThrow(
      "is not one that this version of Etna wrote (schemaVersion",
    );
  });
});
