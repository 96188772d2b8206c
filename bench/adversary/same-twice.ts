import { attackAgent } from "../../tests/fakes/agents/attack-agent.ts";
import { allFlaws } from "../../tests/fakes/agents/flaws.ts";
import { atLeast, type Figure } from "../bench.ts";

/** Whether one seed gives the same verdicts again, on an agent whose flaws show by chance of its own seed. */
export async function measureSameTwice(): Promise<readonly Figure[]> {
  const run = async () => {
    const agent = { flaws: allFlaws, moody: "weather" };
    const { outcome } = await attackAgent(agent, { profile: "standard", seed: "twice" });
    return outcome.results;
  };
  const [first, second] = [await run(), await run()];
  const verdicts = new Map(second.map(({ id, verdict }) => [id, verdict]));
  const same = first.filter(({ id, verdict }) => verdicts.get(id) === verdict).length;
  return [atLeast(100, "same verdicts in two runs of one seed", (100 * same) / first.length, "%")];
}
