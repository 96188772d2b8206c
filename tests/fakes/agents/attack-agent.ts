import { setTimeout as pause } from "node:timers/promises";
import {
  builtInSuite,
  type CampaignOutcome,
  type CaseResult,
  type Clock,
  gatePolicySchema,
  makePlan,
  openTarget,
  type Plan,
  type PlannedCase,
  type ProfileName,
  type Report,
  readTargetSpec,
  runCampaign,
  summarize,
} from "#lib/engines/adversary/index.ts";
import { serveWorlds } from "./serve-worlds.ts";
import { type AgentOptions, startAgent } from "./start-agent.ts";
import { chatTargetFile, modelTargetFile } from "./target-file.ts";

export interface AttackOptions {
  readonly profile: ProfileName;
  readonly seed?: string;
  /** As the agent itself is spoken to, or as a model behind OpenAI’s format. */
  readonly face?: "chat" | "model";
  /** The cases that are run, in this order; by default the plan’s. */
  readonly cases?: (planned: readonly PlannedCase[]) => readonly PlannedCase[];
  /** Ends the run when this says so. */
  readonly until?: (result: CaseResult) => boolean;
  readonly onResult?: (result: CaseResult) => void;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly concurrency?: number;
}

export interface Attacked {
  readonly plan: Plan;
  readonly outcome: CampaignOutcome;
  readonly report: Report;
  /** Of smoke, every result as it came, with its transcript. */
  readonly seen: readonly CaseResult[];
  readonly counts: { readonly requests: number; readonly connections: number };
  /** Where the agent and the suite’s tools were. */
  readonly ports: readonly number[];
}

/** Starts a scripted agent, runs the suite against it over HTTP, and ends it. */
export async function attackAgent(agent: AgentOptions, options: AttackOptions): Promise<Attacked> {
  const suite = await builtInSuite();
  const running = await startAgent(agent);
  const worlds = await serveWorlds();
  try {
    const file = (options.face === "model" ? modelTargetFile : chatTargetFile)(running.url);
    const clock = options.clock ?? realClock;
    const spec = readTargetSpec(file);
    const target = worlds.watch(
      openTarget(spec, {
        fetch: options.fetch ?? fetch,
        clock,
        secret: () => null,
        toolsAddress: worlds.toolsAddress,
      }),
    );
    const whole = makePlan(suite, {
      seed: options.seed ?? "one",
      profile: options.profile,
      capabilities: target.capabilities,
    });
    const plan = { ...whole, cases: options.cases?.(whole.cases) ?? whole.cases };
    const seen: CaseResult[] = [];
    const enough = new AbortController();
    const outcome = await runCampaign({
      suite,
      plan,
      target,
      journal: forgetful,
      caps: {},
      concurrency: options.concurrency ?? 8,
      clock,
      signal: enough.signal,
      onResult(result) {
        options.onResult?.(result);
        if (options.profile === "smoke") seen.push(result);
        if (options.until?.(result) === true) enough.abort();
      },
    });
    const report = summarize({
      suite,
      plan,
      results: outcome.results,
      target: { name: spec.name, kind: spec.kind, capabilities: target.capabilities },
      startedAtMs: outcome.startedAtMs,
      endedAtMs: outcome.endedAtMs,
      stopped: outcome.stopped,
      policy: gatePolicySchema.parse({}),
      baseline: null,
    });
    const ports = [Number(new URL(running.url).port), worlds.port];
    return { plan, outcome, report, seen, counts: { ...running.counts }, ports };
  } finally {
    await running.close();
    await worlds.close();
  }
}

/** Nothing of these runs is gone on with. */
const forgetful = {
  finished: async () => new Map(),
  begin: async () => undefined,
  finish: async () => undefined,
};

export const realClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await pause(ms, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};
