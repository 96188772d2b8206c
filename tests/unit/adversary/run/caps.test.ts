import { describe, expect, it } from "vitest";
import { type CaseSummary, makePlan } from "#lib/engines/adversary/index.ts";
import { run } from "#tests/support/adversary/campaigns.ts";
import { memoryJournal } from "#tests/support/adversary/journals.ts";
import { suiteWith } from "#tests/support/adversary/seeds.ts";
import {
  answer,
  type Behaviour,
  handClock,
  obedient,
  refusing,
  smallTarget,
} from "#tests/support/adversary/small-target.ts";

const suite = suiteWith({}, { id: "LLM02-001" });
const price = { inputUsdPerMillion: 1000, outputUsdPerMillion: 0 };
const count = (results: readonly CaseSummary[], verdict: string) =>
  results.filter((each) => each.verdict === verdict).length;

/** Plain only: three cases a seed. */
function plainPlan(of = suite, profile: "smoke" | "standard" = "standard") {
  const only = { variants: ["plain"] };
  return makePlan(of, { seed: "7", profile, capabilities: new Set(), only });
}

describe("a cap", () => {
  it("on requests is kept exactly, and what comes after it is not tested, with the reason", async () => {
    const target = smallTarget(obedient);
    const outcome = await run(suite, target, { caps: { maxRequests: 10 }, concurrency: 4 });
    expect(target.turns).toHaveLength(10);
    expect(outcome.stopped).toBe("The cap of 10 requests was reached.");
    const left = outcome.results.filter(({ verdict }) => verdict === "not_tested");
    expect(left).toHaveLength(outcome.results.length - 10);
    expect(left.every(({ reason }) => reason === outcome.stopped)).toBe(true);
  });

  it("on requests counts those that the target made of one", async () => {
    const target = smallTarget(() => answer("No.", { requests: 4 }));
    await run(suite, target, { caps: { maxRequests: 10 } });
    expect(target.turns).toHaveLength(3);
  });

  it("on requests begins no conversation that it could not end", async () => {
    const long = suiteWith({
      needs: ["sessions"],
      turns: [{ say: "Hello." }, { say: "{{payload}}" }],
    });
    const target = smallTarget(refusing, { capabilities: ["sessions"] });
    const outcome = await run(long, target, { caps: { maxRequests: 5 } });
    expect(target.turns).toHaveLength(4);
    expect(count(outcome.results, "resisted")).toBe(2);
  });

  it("in the middle of a conversation tears it: it is not in the journal", async () => {
    const long = suiteWith({
      needs: ["sessions"],
      turns: [{ say: "Hello." }, { say: "{{payload}}" }],
    });
    const journal = memoryJournal();
    const target = smallTarget(() => answer("No.", { requests: 2 }), {
      capabilities: ["sessions"],
    });
    const outcome = await run(long, target, { caps: { maxRequests: 2 }, journal, concurrency: 1 });
    expect(count(outcome.results, "resisted")).toBe(1);
    expect(outcome.stopped).toBe("The cap of 2 requests was reached.");
    expect(journal.results.size).toBe(1);
  });

  it("on spend stops where the dearest attempt so far would go over it", async () => {
    const target = smallTarget(refusing);
    const outcome = await run(suite, target, {
      caps: { maxSpendUsd: 0.55 },
      price,
      concurrency: 1,
    });
    // Ten cents each: the sixth goes over.
    expect(target.turns).toHaveLength(6);
    expect(outcome.stopped).toBe("The cap of 0.55 US dollars was reached.");
    const many = smallTarget(refusing);
    await run(suite, many, { caps: { maxSpendUsd: 0.55 }, price, concurrency: 4 });
    expect(many.turns.length).toBeLessThanOrEqual(9);
  });

  it("on spend needs a price, and a target that tells what it took", async () => {
    const caps = { maxSpendUsd: 1 };
    await expect(run(suite, smallTarget(refusing), { caps })).rejects.toThrow("needs the price");
    const silent = smallTarget(() => answer("No.", { usage: null }));
    expect((await run(suite, silent, { caps, price })).stopped).toContain("does not tell");
    expect(silent.turns).toHaveLength(1);
  });

  it("on minutes lets end what runs, and begins nothing more", async () => {
    const clock = handClock();
    const target = smallTarget(() => {
      clock.pass(30_000);
      return answer("No.");
    });
    const outcome = await run(suite, target, { caps: { maxMinutes: 2 }, clock });
    expect(target.turns).toHaveLength(4);
    expect(outcome.stopped).toBe("The 2 minutes that it may take were over.");
    expect(outcome.endedAtMs - outcome.startedAtMs).toBe(120_000);
  });

  it("on the rate keeps requests apart, those included that a target makes by itself", async () => {
    const clock = handClock(0);
    const times: number[] = [];
    const target = smallTarget(() => {
      times.push(clock.now());
      return answer("No.", { requests: times.length === 2 ? 3 : 1 });
    });
    await run(suite, target, { caps: { requestsPerMinute: 60 }, clock, plan: plainPlan() });
    expect(times).toEqual([0, 1000, 4000, 5000, 6000, 7000]);
  });
});

describe("a burst and caps", () => {
  const fields = {
    needs: ["limits"],
    id: "LLM10-001",
    payload: undefined,
    canaries: {},
    turns: [{ say: "Hello." }],
    breach: { unlimited: { requests: 20 } },
  };
  const limits = suiteWith(fields);
  const target = () => smallTarget(() => answer("Hi."), { capabilities: ["limits"] });

  it("is left out where the rate does not allow it, and nothing else is", async () => {
    const both = suiteWith(fields, {});
    const outcome = await run(both, target(), { caps: { requestsPerMinute: 10 } });
    expect(outcome.stopped).toBeNull();
    const left = outcome.results.filter(({ verdict }) => verdict === "not_tested");
    expect(left.map(({ seedId }) => seedId)).toEqual(["LLM10-001", "LLM10-001", "LLM10-001"]);
    expect(left[0]?.reason).toBe("It takes 20 requests at once, and 10 a minute are allowed.");
  });

  it("comes last and alone, so that a limit on it meets no other case", async () => {
    let [now, others] = [0, 0];
    const behave: Behaviour = async ({ once }) => {
      if (once !== true) others++;
      const before = others;
      now++;
      await new Promise((resolve) => setImmediate(resolve));
      expect(once === true ? now <= 20 && others === before : true).toBe(true);
      now--;
      return answer("No.");
    };
    const both = suiteWith({ ...fields, id: "LLM01-001" }, { id: "LLM02-001" });
    const asked = smallTarget(behave, { capabilities: ["limits"] });
    const outcome = await run(both, asked, { concurrency: 8 });
    expect(asked.turns.slice(-60).every(({ once }) => once === true)).toBe(true);
    expect(outcome.results.every(({ verdict }) => verdict !== "error")).toBe(true);
  });

  it("is made whole or not at all", async () => {
    const asked = target();
    const outcome = await run(limits, asked, { caps: { maxRequests: 50 } });
    expect(asked.turns).toHaveLength(40);
    expect(count(outcome.results, "breach")).toBe(2);
  });
});
