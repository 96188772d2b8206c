import type { FileChange, Workspace } from "#lib/base/index.ts";
import {
  type AgentJob,
  type AgentResult,
  type Clock,
  defaultAgentLimits,
  defaultContextLimits,
  type Model,
  type ModelAnswer,
  type ModelFailure,
  type ModelRequest,
  type Part,
  runAgent,
  standardChecks,
  type ToolCall,
  type TranscriptEvent,
} from "#lib/engines/agent/index.ts";
import { scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

export type Turn =
  | readonly (readonly [tool: string, input: unknown])[]
  | string
  | Partial<ModelAnswer>
  | ModelFailure
  | "never";

/** A model that says what it is told to, and remembers what it was asked. The last turn repeats. */
export function scriptedModel(
  turns: readonly Turn[],
  name = "test/model",
): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  const [provider = "", model = ""] = name.split("/");
  return {
    provider,
    name: model,
    asked,
    async ask(request) {
      asked.push(structuredClone(request));
      const turn = turns[Math.min(asked.length, turns.length) - 1] ?? "";
      if (turn === "never") return await new Promise(() => undefined);
      if (Array.isArray(turn)) return answer({ calls: turn.map(toCall) });
      if (typeof turn === "string") return answer({ text: turn });
      return "kind" in turn ? turn : answer(turn as Partial<ModelAnswer>);
    },
  };
}

function toCall([name, input]: readonly [string, unknown], at: number): ToolCall {
  return { id: `call-${at}`, name, input };
}

function answer(part: Partial<ModelAnswer>): ModelAnswer {
  return {
    ok: true,
    text: "",
    calls: [],
    cutShort: false,
    usage: { inputTokens: 1000, outputTokens: 100 },
    costUsd: 0.01,
    continuation: undefined,
    ...part,
  };
}

/** Time that goes on only where somebody waits. */
export function handClock(): Clock & { waitedMs: number[] } {
  let now = 0;
  const waitedMs: number[] = [];
  return {
    waitedMs,
    nowMs: () => now,
    async sleep(ms, signal) {
      // Whatever is answered at once comes before any lapse of time.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (signal.aborted) return;
      waitedMs.push(ms);
      now += ms;
    },
  };
}

export const tokenFile = "src/token.ts";
export const files: ReadonlyMap<string, string> = new Map([
  [
    tokenFile,
    'import { log } from "./log.ts";\n\nexport function newToken(): string {\n  const token = Math.random().toString(36).slice(2);\n  log("made");\n  return token;\n}\n',
  ],
  ["src/log.ts", "export function log(text: string): void {\n  process.stdout.write(text);\n}\n"],
  [
    "test/token.test.ts",
    'import { expect, it } from "vitest";\nimport { newToken } from "../src/token.ts";\n\nit("is long", () => {\n  expect(newToken().length).toBeGreaterThan(5);\n});\n',
  ],
  [".github/workflows/ci.yml", "on: push\njobs: {}\n"],
  [".env", "DB_PASSWORD=correct-horse-battery\n"],
]);

export const goodEdit = {
  path: tokenFile,
  old_text: "Math.random().toString(36).slice(2)",
  new_text: "crypto.randomUUID()",
};

export interface RanWith extends AgentResult {
  readonly asked: readonly ModelRequest[];
  readonly events: readonly TranscriptEvent[];
  readonly clock: ReturnType<typeof handClock>;
}

export interface Given {
  readonly files?: ReadonlyMap<string, string>;
  readonly limits?: Partial<AgentJob["limits"]>;
  readonly contextLimits?: Partial<AgentJob["contextLimits"]>;
  readonly brief?: readonly Part[];
  readonly model?: string;
  readonly signal?: AbortSignal;
}

/** Runs the loop on the sample with the real tools, ledger and guards; only the model is scripted. */
export async function runWith(turns: readonly Turn[], given: Given = {}): Promise<RanWith> {
  const workspace: Workspace = memoryWorkspace(given.files ?? files);
  const [finding] = (await scan(workspace)).findings.filter(({ path }) => path === tokenFile);
  if (finding === undefined) throw new Error("The sample has no finding.");
  const scope = { paths: ["src/", "test/"], findingPaths: [finding.path] };
  const model = scriptedModel(turns, given.model);
  const events: TranscriptEvent[] = [];
  const clock = handClock();
  const result = await runAgent(
    {
      workspace,
      brief: given.brief ?? [{ own: `Repair ${finding.ruleId} in ${finding.path}.` }],
      purpose: "fix",
      scope,
      limits: { ...defaultAgentLimits, ...given.limits },
      contextLimits: { ...defaultContextLimits, ...given.contextLimits },
    },
    {
      model,
      checks: standardChecks(workspace, finding, scope),
      clock,
      transcript: { append: async (event) => void events.push(event) },
      signal: given.signal ?? new AbortController().signal,
    },
  );
  return { ...result, asked: model.asked, events, clock };
}

export function textOf(request: ModelRequest | undefined): string {
  return JSON.stringify(request);
}

export function changed(changes: readonly FileChange[]): readonly string[] {
  return changes.map(({ path }) => path);
}
