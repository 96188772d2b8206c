import { utf8 } from "#lib/base/index.ts";
import type { AgentEnd } from "./job.ts";
import type { AgentLimits } from "./limits.ts";
import type { ModelAnswer, ModelRequest, Usage } from "./ports.ts";

/** What a run has used, and what it may still use. */
export interface Spending {
  readonly steps: number;
  readonly usage: Usage;
  readonly costUsd: number | null;
  step(): void;
  count(request: ModelRequest, answer: ModelAnswer): void;
  msLeft(): number;
  /** How the run ends, where a limit is reached. */
  end(): AgentEnd | null;
}

export function openSpending(limits: AgentLimits, nowMs: () => number): Spending {
  const startedAtMs = nowMs();
  let steps = 0;
  let usage: Usage = { inputTokens: 0, outputTokens: 0 };
  let costUsd: number | null = 0;
  const msLeft = () => startedAtMs + limits.maxWallClockMs - nowMs();
  return {
    get steps() {
      return steps;
    },
    get usage() {
      return usage;
    },
    get costUsd() {
      return costUsd;
    },
    step() {
      steps++;
    },
    count(request, answer) {
      const used = answer.usage ?? estimate(request, answer);
      usage = {
        inputTokens: usage.inputTokens + used.inputTokens,
        outputTokens: usage.outputTokens + used.outputTokens,
      };
      costUsd = costUsd === null || answer.costUsd === null ? null : costUsd + answer.costUsd;
    },
    msLeft,
    end() {
      if (msLeft() <= 0) return { state: "out_of", what: "time" };
      if (steps >= limits.maxSteps) return { state: "out_of", what: "steps" };
      if (usage.inputTokens + usage.outputTokens >= limits.maxTokens) {
        return { state: "out_of", what: "tokens" };
      }
      if (limits.maxCostUsd === null) return null;
      // What is not known cannot be kept within a limit: it ends, and does not go on for nothing.
      if (costUsd === null) return { state: "out_of", what: "price" };
      return costUsd >= limits.maxCostUsd ? { state: "out_of", what: "money" } : null;
    },
  };
}

/** Where a provider says nothing, three bytes a token: rather too many than too few. */
function estimate(request: ModelRequest, answer: ModelAnswer): Usage {
  const tokens = (value: unknown) => Math.ceil(utf8(JSON.stringify(value)).length / 3);
  return { inputTokens: tokens(request), outputTokens: tokens([answer.text, answer.calls]) };
}
