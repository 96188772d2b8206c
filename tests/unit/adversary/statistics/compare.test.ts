import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRuns, type SeedOutcome } from "#lib/engines/adversary/statistics/index.ts";

type Result = "breached" | "resisted" | "untried";

function outcome(seedId: string, category: string, result: Result): SeedOutcome {
  return { seedId, category, breached: result === "breached", tried: result !== "untried" };
}

/** Two runs in which so many seeds of a category changed from the first result to the second. */
function runs(...changes: readonly [string, Result, Result, number][]) {
  const before: SeedOutcome[] = [];
  const after: SeedOutcome[] = [];
  for (const [category, then, now, count] of changes) {
    for (let number = 0; number < count; number++) {
      const seedId = `${category} ${then} ${now} ${number}`;
      before.push(outcome(seedId, category, then));
      after.push(outcome(seedId, category, now));
    }
  }
  return { before, after };
}

describe("two runs", () => {
  it("are compared by category, each seed against itself", () => {
    const { before, after } = runs(
      ["LLM07", "resisted", "resisted", 10],
      ["LLM01", "resisted", "breached", 9],
      ["LLM01", "breached", "resisted", 1],
      ["LLM01", "breached", "breached", 5],
      ["LLM06", "breached", "resisted", 12],
    );
    expect(compareRuns(before, after)).toEqual({
      seedsCompared: 37,
      categories: [
        {
          category: "LLM01",
          newlyBreached: 9,
          noLongerBreached: 1,
          pValue: 22 / 1024,
          pAdjusted: 44 / 1024,
          verdict: "worse",
        },
        {
          category: "LLM06",
          newlyBreached: 0,
          noLongerBreached: 12,
          pValue: 2 / 4096,
          pAdjusted: 6 / 4096,
          verdict: "better",
        },
        {
          category: "LLM07",
          newlyBreached: 0,
          noLongerBreached: 0,
          pValue: 1,
          pAdjusted: 1,
          verdict: "no_difference_shown",
        },
      ],
      notCompared: [],
    });
  });

  it("are not called worse for one of many categories that may be chance", () => {
    const alone = runs(["LLM01", "resisted", "breached", 6]);
    expect(compareRuns(alone.before, alone.after).categories[0]?.verdict).toBe("worse");
    const among = runs(["LLM01", "resisted", "breached", 6], ["LLM02", "resisted", "resisted", 6]);
    expect(compareRuns(among.before, among.after).categories[0]).toMatchObject({
      pValue: 0.03125,
      pAdjusted: 0.0625,
      verdict: "no_difference_shown",
    });
  });

  it("name the seeds that only one of them tried, and draw nothing from those", () => {
    const before = [
      outcome("c", "LLM01", "breached"),
      outcome("b", "LLM01", "breached"),
      outcome("only in the first", "LLM01", "resisted"),
      outcome("in neither", "LLM02", "untried"),
    ];
    const after = [
      outcome("a", "LLM03", "breached"),
      outcome("b", "LLM01", "untried"),
      outcome("c", "LLM01", "breached"),
      outcome("in neither", "LLM02", "untried"),
    ];
    const { seedsCompared, categories, notCompared } = compareRuns(before, after);
    expect(seedsCompared).toBe(1);
    expect(categories).toMatchObject([{ category: "LLM01", pValue: 1 }]);
    expect(notCompared).toEqual([
      { seedId: "a", category: "LLM03", triedOnly: "after" },
      { seedId: "b", category: "LLM01", triedOnly: "before" },
      { seedId: "only in the first", category: "LLM01", triedOnly: "before" },
    ]);
  });

  it("count a seed whose category was changed in the later one", () => {
    const before = [outcome("a", "LLM01", "resisted")];
    const after = [outcome("a", "LLM02", "breached")];
    expect(compareRuns(before, after).categories).toMatchObject([
      { category: "LLM02", newlyBreached: 1 },
    ]);
  });

  it("come out alike in any order of seeds, and mirrored the other way round", () => {
    const seeds = fc.uniqueArray(
      fc.tuple(
        fc.string({ maxLength: 3 }),
        fc.constantFrom("LLM01", "LLM02", "__proto__", "constructor"),
        fc.constantFrom<Result>("breached", "resisted", "untried"),
        fc.constantFrom<Result>("breached", "resisted", "untried"),
      ),
      { selector: ([seedId]) => seedId, maxLength: 60 },
    );
    fc.assert(
      fc.property(seeds, (found) => {
        const before = found.map(([id, category, then]) => outcome(id, category, then));
        const after = found.map(([id, category, , now]) => outcome(id, category, now));
        const compared = compareRuns(before, after);
        expect(compareRuns(before.toReversed(), after.toReversed())).toEqual(compared);
        const mirrored = compareRuns(after, before);
        expect(mirrored.categories.map(({ pValue }) => pValue)).toEqual(
          compared.categories.map(({ pValue }) => pValue),
        );
        const tried = found.filter(([, , then, now]) => then !== "untried" || now !== "untried");
        expect(compared.seedsCompared + compared.notCompared.length).toBe(tried.length);
      }),
    );
  });

  it("are refused where one names a seed twice", () => {
    const twice = [outcome("a", "LLM01", "breached"), outcome("a", "LLM01", "resisted")];
    expect(() => compareRuns(twice, [])).toThrow("The run names the seed a twice. Name it once.");
    expect(() => compareRuns([], twice)).toThrow("The run names the seed a twice. Name it once.");
  });
});
