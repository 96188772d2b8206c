import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/base/index.ts";
import { type CaseSummary, makePlan, type Target } from "#lib/engines/adversary/index.ts";
import { run } from "#tests/support/adversary/campaigns.ts";
import { fileJournal, memoryJournal } from "#tests/support/adversary/journals.ts";
import { killedSuite, loggingTarget } from "#tests/support/adversary/killed-run.ts";
import { suiteWith } from "#tests/support/adversary/seeds.ts";
import {
  answer,
  type Behaviour,
  failure,
  handClock,
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

describe("a run that goes on", () => {
  it("sends nothing again of what ended, after its process was killed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "etna-killed-"));
    const [journal, log] = [join(folder, "journal"), join(folder, "log")];
    const program = "tests/support/adversary/killed-run.ts";
    const killed = promisify(execFile)(process.execPath, [program, journal, log, "20"]);
    await expect(killed).rejects.toMatchObject({ signal: "SIGKILL" });
    const finished = await fileJournal(journal).finished();
    expect(finished.size).toBeGreaterThanOrEqual(20);
    const paid = (await readFile(log, "utf8")).trim().split("\n");

    const target = loggingTarget(log);
    const outcome = await run(killedSuite, target, {
      journal: fileJournal(journal),
      concurrency: 3,
    });
    const whole = await run(killedSuite, loggingTarget("/dev/null"), { concurrency: 1 });
    expect(outcome.results.map(({ id, verdict }) => [id, verdict])).toEqual(
      whole.results.map(({ id, verdict }) => [id, verdict]),
    );
    // Three at most were torn, each of two runs at most.
    const again = target.turns.filter(({ text }) => paid.includes(JSON.stringify(text)));
    expect(again.length).toBeLessThanOrEqual(6);
    const fresh = whole.results.length - finished.size;
    expect(target.turns.length).toBeGreaterThanOrEqual(fresh);
    expect(target.turns.length).toBeLessThanOrEqual(2 * fresh);
  });

  it("runs again what was torn when it was called off, and says that it was", async () => {
    const controller = new AbortController();
    const journal = memoryJournal();
    let left = 5;
    const target = smallTarget(() => {
      if (--left === 0) controller.abort();
      return answer("No.");
    });
    const outcome = await run(suite, target, { journal, signal: controller.signal });
    expect(outcome.stopped).toBe("It was cancelled.");
    expect(journal.results.size).toBe(4);
    expect(count(outcome.results, "not_tested")).toBe(outcome.results.length - 4);
    const more = smallTarget(refusing);
    const later = await run(suite, more, { journal });
    expect(more.turns).toHaveLength(outcome.results.length - 4);
    expect(count(later.results, "resisted")).toBe(later.results.length);
  });

  it("counts what was paid before against its caps", async () => {
    const journal = memoryJournal();
    await run(suite, smallTarget(refusing), { journal, caps: { maxRequests: 6 }, price });
    const target = smallTarget(refusing);
    await run(suite, target, { journal, caps: { maxRequests: 10 }, price });
    expect(target.turns).toHaveLength(4);
    const spent = smallTarget(refusing);
    await run(suite, spent, { journal, caps: { maxSpendUsd: 1 }, price });
    expect(spent.turns).toHaveLength(0);
  });

  it("runs what the journal only knows as not tested", async () => {
    const journal = memoryJournal();
    await run(suite, smallTarget(refusing), { journal });
    const [first] = journal.results.values();
    if (first === undefined) throw new Error("No result.");
    journal.results.set(first.id, { ...first, verdict: "not_tested" });
    const target = smallTarget(refusing);
    await run(suite, target, { journal });
    expect(target.turns).toHaveLength(1);
  });

  it("leaves a journal that cannot be written to its caller", async () => {
    const full = {
      ...memoryJournal(),
      finish: () => Promise.reject(new AppError("unavailable", "The disk is full.")),
    };
    await expect(run(suite, smallTarget(refusing), { journal: full })).rejects.toThrow(
      "The disk is full.",
    );
  });
});
