import { builtInSuite } from "#lib/engines/adversary/index.ts";
import { attackAgent } from "../../tests/fakes/agents/attack-agent.ts";
import { noFlaws } from "../../tests/fakes/agents/flaws.ts";
import { startAgent } from "../../tests/fakes/agents/start-agent.ts";
import { atLeast, type Figure, stated } from "../bench.ts";

const concurrency = 8;
const answerMs = 50;
const cases = 480;
const agent = { flaws: noFlaws, refuses: "always", delayMs: answerMs } as const;

/**
 * Cases against a target that takes 50 ms for each answer, eight at once. What that allows is measured in
 * the same minute, by eight callers that do nothing but ask: on an idle machine it is near 160 a second.
 */
export async function measureSpeed(): Promise<readonly Figure[]> {
  const before = await bareRequestsPerSecond();
  const { casesPerSecond, requestsPerSecond, cpuMs } = await suiteRates();
  const after = await bareRequestsPerSecond();
  const allowed = (before + after) / 2;
  return [
    stated("requests a second that the target allows, as measured", allowed, "1/s"),
    stated("processor time a case takes, the target’s included", cpuMs, "ms"),
    stated("cases a second, eight at once, 50 ms an answer", casesPerSecond, "1/s"),
    atLeast(0.9, "requests a second / those allowed", requestsPerSecond / allowed, "ratio"),
  ];
}

async function suiteRates() {
  const { seeds } = await builtInSuite();
  const limited = [...seeds.values()].filter(({ needs }) => needs.includes("limits"));
  const bursts = new Set(limited.map(({ id }) => id));
  const ends: number[] = [];
  const before = process.cpuUsage();
  const { outcome, counts } = await attackAgent(agent, {
    profile: "standard",
    concurrency,
    // A burst is run alone, after all others: it measures the target, and not the suite.
    cases: (planned) => planned.filter(({ seedId }) => !bursts.has(seedId)).slice(0, cases),
    onResult: () => ends.push(performance.now()),
  });
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1000 / outcome.results.length;
  // The first cases wait for what is read and compiled once; the last ones have nobody beside them.
  const [from, to] = [ends[2 * concurrency] ?? 0, ends.at(-concurrency) ?? 0];
  const casesPerSecond = ((ends.length - 3 * concurrency) * 1000) / (to - from);
  const perCase = counts.requests / outcome.results.length;
  return { casesPerSecond, requestsPerSecond: casesPerSecond * perCase, cpuMs };
}

async function bareRequestsPerSecond(): Promise<number> {
  const { url, close } = await startAgent(agent);
  const body = JSON.stringify({ account: "a", session: "s", message: "Hello" });
  const headers = { "content-type": "application/json" };
  const ask = async () => {
    const response = await fetch(`${url}/chat`, { method: "POST", headers, body });
    await response.text();
  };
  const each = 40;
  const caller = async () => {
    for (let asked = 0; asked < each; asked++) await ask();
  };
  await ask();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  const rate = (concurrency * each * 1000) / (performance.now() - startedAt);
  await close();
  return rate;
}
