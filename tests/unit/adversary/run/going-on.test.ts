import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/base/index.ts";
import type { CaseSummary } from "#lib/engines/adversary/index.ts";
import { run } from "#tests/support/adversary/campaigns.ts";
import { fileJournal, memoryJournal } from "#tests/support/adversary/journals.ts";
import { killedSuite, loggingTarget } from "#tests/support/adversary/killed-run.ts";
import { suiteWith } from "#tests/support/adversary/seeds.ts";
import { answer, refusing, smallTarget } from "#tests/support/adversary/small-target.ts";

const suite = suiteWith({}, { id: "LLM02-001" });
const price = { inputUsdPerMillion: 1000, outputUsdPerMillion: 0 };
const count = (results: readonly CaseSummary[], verdict: string) =>
  results.filter((each) => each.verdict === verdict).length;

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
    const ended = (await readFile(journal, "utf8"))
      .split("\n")
      .filter((line) => line.startsWith('{"id"'))
      .join("\n");

    const target = loggingTarget(log);
    const outcome = await run(killedSuite, target, {
      journal: fileJournal(journal),
      concurrency: 3,
    });
    const whole = await run(killedSuite, loggingTarget("/dev/null"), { concurrency: 1 });
    expect(outcome.results.map(({ id, verdict }) => [id, verdict])).toEqual(
      whole.results.map(({ id, verdict }) => [id, verdict]),
    );
    expect(target.turns.filter(({ text }) => ended.includes(JSON.stringify(text)))).toEqual([]);
    // Three at most were torn, each of two runs at most.
    const again = target.turns.filter(({ text }) => paid.includes(JSON.stringify(text)));
    expect(again.length).toBeLessThanOrEqual(6);
    const fresh = whole.results.length - finished.size;
    expect(target.turns.length).toBeGreaterThanOrEqual(fresh);
    expect(target.turns.length).toBeLessThanOrEqual(2 * fresh);
    await rm(folder, { recursive: true });
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
