import { join } from "node:path";
import type { Workspace } from "#lib/base/index.ts";
import {
  type Clock,
  defaultAgentLimits,
  defaultContextLimits,
  type Model,
  runAgent,
  type ToolCall,
} from "#lib/engines/agent/index.ts";
import { isVendoredFolder } from "#lib/engines/rules/index.ts";
import { directoryWorkspace } from "#lib/platform/workspace/index.ts";
import { root } from "../bin/ground/paths.ts";
import { step } from "../bin/ground/report.ts";
import { measureContext } from "./agent/context.ts";
import { tenAtOnce } from "./agent/ten-at-once.ts";
import { atLeast, atMost, type Bench, type Figure, median } from "./bench.ts";

const steps = 40;

/** What a model is shown of a repository, and what the loop adds to the model's own time. */
export const agent: Bench = {
  name: "agent",
  summary: "bytes of context a finding, the loop's own time a step, ten runs at once",
  async run(): Promise<readonly Figure[]> {
    const code = await directoryWorkspace(join(root, "lib"), { exclude: isNotWritten });
    const figures = await step("find the context of 60 places in lib/", () => measureContext(code));
    const perStep = await step(`take ${steps} steps, three times`, () => overhead(code));
    const ratio = await step("let a model work at one run, then at ten at once", tenAtOnce);
    return [
      ...figures,
      atMost(50, "the loop's own time a step, median", median(perStep), "ms"),
      atLeast(0.9, "a run alone / the slowest of ten at once, on one worker", ratio, "ratio"),
    ];
  },
};

const clock: Clock = { nowMs: () => performance.now(), sleep: () => new Promise(() => undefined) };

function isNotWritten(name: string): boolean {
  return name === "generated" || isVendoredFolder(name);
}

/** Milliseconds between one answer of the model and its next question, for a model that only looks. */
async function overhead(workspace: Workspace): Promise<readonly number[]> {
  const paths = (await workspace.list())
    .map(({ path }) => path)
    .filter((path) => /\.ts$/.test(path));
  const all: number[] = [];
  for (let round = 0; round < 3; round++) {
    let answeredAt = 0;
    let asked = 0;
    const model: Model = {
      provider: "bench",
      name: "none",
      async ask() {
        if (asked++ > 0) all.push(performance.now() - answeredAt);
        const input = { path: paths[asked % paths.length] ?? "", start_line: 1, end_line: 80 };
        const call: ToolCall = { id: `c${asked}`, name: "view", input };
        answeredAt = performance.now();
        const usage = { inputTokens: 1, outputTokens: 1 };
        return {
          ok: true,
          text: "",
          calls: [call],
          cutShort: false,
          usage,
          costUsd: 0,
          continuation: undefined,
        };
      },
    };
    await runAgent(
      {
        workspace,
        brief: [{ own: "Look." }],
        purpose: "bench",
        scope: { paths: [], findingPaths: [] },
        limits: { ...defaultAgentLimits, maxSteps: steps },
        contextLimits: defaultContextLimits,
      },
      {
        model,
        checks: { ids: [], run: async () => [] },
        clock,
        transcript: { append: async () => undefined },
        signal: new AbortController().signal,
      },
    );
  }
  return all;
}
