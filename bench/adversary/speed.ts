import { attackAgent } from "../../tests/fakes/agents/attack-agent.ts";
import { noFlaws } from "../../tests/fakes/agents/flaws.ts";
import { atLeast, type Figure, stated } from "../bench.ts";

const concurrency = 8;
const answerMs = 50;
const cases = 800;

/** Cases of one turn against a target that takes 50 ms for each, eight at once. */
export async function measureSpeed(): Promise<readonly Figure[]> {
  const starts: number[] = [];
  const { outcome, counts } = await attackAgent(
    { flaws: noFlaws, refuses: "always", delayMs: answerMs },
    {
      profile: "standard",
      concurrency,
      cases: (planned) =>
        planned.slice(0, cases),
      onResult: () => starts.push(performance.now()),
    },
  );
  // The first cases wait for what is read and compiled once; the last ones have nobody beside them.
  const [from, to] = [starts[concurrency] ?? 0, starts.at(-concurrency) ?? 0];
  const casesPerSecond = ((starts.length - 2 * concurrency) * 1000) / (to - from);
  const perCase = counts.requests / outcome.results.length;
  const allowed = (concurrency * 1000) / answerMs;
  return [
    stated("cases a second, eight at once, 50 ms an answer", casesPerSecond, "1/s"),
    atLeast(
      0.9,
      "requests a second / what the target allows",
      (casesPerSecond * perCase) / allowed,
      "ratio",
    ),
  ];
}
