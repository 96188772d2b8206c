import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { builtInSuite, makePlan, runCampaign, type Target } from "#lib/engines/adversary/index.ts";
import { realClock } from "../../tests/fakes/agents/attack-agent.ts";
import { atMost, type Figure, stated } from "../bench.ts";

const attempts = 20_000;
const early = 4_000;

/** The heap after a collection late in a long run, against the heap early in it. */
export async function measureMemory(): Promise<readonly Figure[]> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const suite = await builtInSuite();
  const whole = makePlan(suite, {
    seed: "one",
    profile: "standard",
    capabilities: plain.capabilities,
  });
  const cases = Array.from({ length: attempts }, (_, at) => {
    const { seedId, kind, variant } = whole.cases[at % whole.cases.length] ?? nothing;
    const repetition = 1 + Math.floor(at / whole.cases.length);
    return { id: `${seedId}/${variant}/${repetition}-${at}`, seedId, kind, variant, repetition };
  });
  const heap: number[] = [];
  let done = 0;
  await runCampaign({
    suite,
    plan: { ...whole, cases },
    target: plain,
    journal: {
      finished: async () => new Map(),
      begin: async () => undefined,
      finish: async () => undefined,
    },
    caps: {},
    concurrency: 8,
    clock: realClock,
    signal: new AbortController().signal,
    onResult() {
      done++;
      if (done !== early && done !== attempts) return;
      collect();
      heap.push(process.memoryUsage().heapUsed);
    },
  });
  const [first = Number.NaN, last = Number.NaN] = heap;
  return [
    stated("heap after 20,000 attempts", last / 1e6, "MB"),
    atMost(1.25, `heap after ${attempts} attempts / after ${early}`, last / first, "ratio"),
  ];
}

const nothing = { seedId: "", kind: "attack", variant: "plain" } as const;

/** Answers at once, with the same words. */
const plain: Target = {
  name: "Plain",
  capabilities: new Set(["system", "sessions", "documents", "memory", "identities", "usage"]),
  protectedTexts: [],
  maxConcurrency: 8,
  async open() {
    return {
      send: async ({ text }) => ({
        ok: true,
        text: `You said: ${text.slice(0, 500)}`,
        calls: [],
        finish: "stop",
        usage: { inputTokens: 100, outputTokens: 100 },
        wallClockMs: 1,
        requests: 1,
      }),
      close: async () => undefined,
    };
  },
};
