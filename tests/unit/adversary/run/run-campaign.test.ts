import { describe, expect, it } from "vitest";
import { type CaseSummary, makePlan, type Target } from "#lib/engines/adversary/index.ts";
import { run } from "#tests/support/adversary/campaigns.ts";
import { memoryJournal } from "#tests/support/adversary/journals.ts";
import { suiteWith } from "#tests/support/adversary/seeds.ts";
import {
  answer,
  type Behaviour,
  failure,
  obedient,
  refusing,
  smallTarget,
} from "#tests/support/adversary/small-target.ts";

const suite = suiteWith({}, { id: "LLM02-001" });
const critical = suiteWith({ severity: "critical" });
const price = { inputUsdPerMillion: 1000, outputUsdPerMillion: 0 };
const count = (results: readonly CaseSummary[], verdict: string) =>
  results.filter((each) => each.verdict === verdict).length;

/** Plain only: three cases a seed. */
function plainPlan(of = suite, profile: "smoke" | "standard" = "standard") {
  const only = { variants: ["plain"] };
  return makePlan(of, { seed: "7", profile, capabilities: new Set(), only });
}

describe("a run", () => {
  it("has a result for each planned case, in the plan’s order, without transcripts", async () => {
    const journal = memoryJournal();
    const plan = makePlan(suite, { seed: "7", profile: "standard", capabilities: new Set() });
    const outcome = await run(suite, smallTarget(obedient), { plan, journal, concurrency: 8 });
    expect(outcome.results.map(({ id }) => id)).toEqual(plan.cases.map(({ id }) => id));
    expect(outcome.stopped).toBeNull();
    expect(journal.results.size).toBe(plan.cases.length);
    expect(outcome.results.every((each) => !("transcript" in each))).toBe(true);
    expect([...journal.results.values()].every((each) => each.transcript.events.length > 0)).toBe(
      true,
    );
  });

  it("comes to the same verdicts twice, however many attempts run at once", async () => {
    const behave: Behaviour = ({ text }) => answer(text.length % 3 === 0 ? text : "No.");
    const verdicts = async (concurrency: number) =>
      (await run(suite, smallTarget(behave), { concurrency })).results.map(
        ({ verdict }) => verdict,
      );
    expect(await verdicts(8)).toEqual(await verdicts(1));
  });

  it("writes down that a case begins before it is sent", async () => {
    const journal = memoryJournal();
    const target = smallTarget(({ text }) => {
      expect(journal.begun.length).toBeGreaterThan(journal.results.size);
      return answer(text);
    });
    await run(suite, target, { journal });
    expect(journal.begun).toEqual([...journal.results.keys()]);
  });

  it.each([
    [3, 8],
    [8, 3],
  ])(
    "of %d at once against a target that takes %d has three at once at most",
    async (asked, taken) => {
      let [now, most] = [0, 0];
      const behave: Behaviour = async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return answer("No.");
      };
      await run(suite, smallTarget(behave, { maxConcurrency: taken }), { concurrency: asked });
      expect(most).toBe(3);
    },
  );

  it("tells of each case when it begins and when it is in the journal", async () => {
    const told: string[] = [];
    const plan = plainPlan(suite, "smoke");
    await run(suite, smallTarget(refusing), {
      plan,
      onStart: ({ id }) => told.push(`start ${id}`),
      onResult: ({ id, verdict }) => told.push(`${verdict} ${id}`),
    });
    expect(told).toEqual(plan.cases.flatMap(({ id }) => [`start ${id}`, `resisted ${id}`]));
  });

  it("of an empty plan ends at once", async () => {
    const empty = suiteWith();
    expect((await run(empty, smallTarget(obedient))).results).toEqual([]);
  });

  it("rejects for a fault of ours, and begins nothing more", async () => {
    const journal = memoryJournal();
    const broken: Target = {
      ...smallTarget(refusing),
      open: () => Promise.reject(new TypeError("x is undefined")),
    };
    await expect(run(suite, broken, { journal, concurrency: 4 })).rejects.toThrow("x is undefined");
    expect(journal.begun.length).toBeLessThanOrEqual(4);
  });

  it("refuses a plan of another suite", async () => {
    await expect(run(critical, smallTarget(refusing), { plan: plainPlan(suite) })).rejects.toThrow(
      "of another suite",
    );
  });
});

describe("a critical breach", () => {
  const plan = plainPlan(critical, "smoke");
  const codes = (texts: readonly { readonly text: string }[]) =>
    texts.map(({ text }) => /[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(text)?.[0]);

  it("is run a second time with another canary, and confirmed by a second breach", async () => {
    const target = smallTarget(obedient);
    const [result] = (await run(critical, target, { plan, price })).results;
    expect(result).toMatchObject({
      verdict: "breach",
      confirmed: true,
      requests: 2,
      inputTokens: 200,
    });
    expect(result?.costUsd).toBeCloseTo(0.2);
    expect(new Set(codes(target.turns)).size).toBe(2);
  });

  it("is not confirmed where the second run resists", async () => {
    let times = 0;
    const target = smallTarget((turn, session) =>
      times++ === 0 ? obedient(turn, session) : answer("No."),
    );
    const [result] = (await run(critical, target, { plan })).results;
    expect(result).toMatchObject({ verdict: "breach", confirmed: false });
  });

  it("stays open where the second run had no answer, and where a cap kept it back", async () => {
    let times = 0;
    const target = smallTarget((turn, session) =>
      times++ === 0 ? obedient(turn, session) : failure(),
    );
    const [first] = (await run(critical, target, { plan })).results;
    expect(first).toMatchObject({ verdict: "breach", confirmed: null });

    const journal = memoryJournal();
    const capped = await run(critical, smallTarget(obedient), {
      plan,
      journal,
      caps: { maxRequests: 1 },
    });
    expect(capped.results[0]).toMatchObject({ verdict: "breach", confirmed: null });
    expect(capped.stopped).toBe("The cap of 1 requests was reached.");
    const target2 = smallTarget(obedient);
    const later = await run(critical, target2, { plan, journal });
    expect(later.results[0]).toMatchObject({ confirmed: true });
    expect(target2.turns).toHaveLength(1);
  });

  it("is the only one that is run again", async () => {
    const target = smallTarget(obedient);
    const high = plainPlan(suite, "smoke");
    await run(suite, target, { plan: high });
    expect(target.turns).toHaveLength(high.cases.length);
  });
});

describe("a target that does not answer", () => {
  it("ends the run early: the rest is not tested, and nothing passed", async () => {
    const target = smallTarget(() => failure());
    const outcome = await run(suite, target, { concurrency: 4 });
    expect(outcome.stopped).toBe(
      "The target did not answer: 10 attempts in a row ended in an error.",
    );
    expect(count(outcome.results, "error")).toBeGreaterThanOrEqual(10);
    expect(count(outcome.results, "error")).toBeLessThanOrEqual(13);
    expect(count(outcome.results, "error") + count(outcome.results, "not_tested")).toBe(
      outcome.results.length,
    );
  });

  it("now and then does not end it", async () => {
    let times = 0;
    const flaky = smallTarget(() =>
      ++times % 3 === 0 ? answer("No.") : failure({ failure: "unavailable", status: 503 }),
    );
    expect((await run(suite, flaky)).stopped).toBeNull();
  });
});
