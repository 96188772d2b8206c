import type { JsonObject } from "#lib/base/index.ts";
import { askModel } from "./ask-model.ts";
import { openFence } from "./fence.ts";
import type { AgentEnd, AgentJob, AgentPorts, AgentResult } from "./job.ts";
import { openLedger } from "./ledger.ts";
import type { HistoryMessage } from "./parts.ts";
import type { ModelAnswer, TranscriptEvent } from "./ports.ts";
import { editToolOf } from "./profile.ts";
import { systemPrompt } from "./prompt.ts";
import { redactDetail } from "./redact-detail.ts";
import { answerKept, describeCall, maxCalls, runTool } from "./run-tool.ts";
import { openSpending } from "./spending.ts";
import { type Judgement, judge } from "./submission.ts";
import { toldChange, toldChecks, toldRequest } from "./told.ts";
import { toolGround } from "./tool-ground.ts";
import { toolsFor } from "./tools/index.ts";
import { openWorkingCopy } from "./working-copy.ts";

/** Answers in a row that call no tool, or that say the very same. */
const maxIdle = 3;
const maxSame = 5;

/**
 * Lets a model work on a repository through five tools until it submits, gives up, is refused or has
 * used what it may use. Nothing is written: the changes come back. The transcript has each event as it
 * happens. Rejects only for faults of ours, and after saying so in the transcript.
 */
export async function runAgent(job: AgentJob, ports: AgentPorts): Promise<AgentResult> {
  const { model, checks, clock } = ports;
  const fence = openFence(job.delimiter);
  const files = await job.workspace.list();
  const repositoryBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const subject = { provider: model.provider, model: model.name, purpose: job.purpose };
  const ledger = openLedger({ ...subject, repositoryBytes }, fence, job.contextLimits);
  const copy = openWorkingCopy(job.workspace);
  const tools = toolsFor(editToolOf(model.provider, model.name), checks);
  const ground = toolGround(copy, checks, job);
  const spending = openSpending(job.limits, () => clock.nowMs());
  const history: HistoryMessage[] = [{ role: "user", parts: job.brief }];
  const system = systemPrompt(
    fence.delimiter,
    tools.map(({ name }) => name),
  );
  const streak = { idle: 0, same: 0, last: "", submissions: 0 };
  let end: AgentEnd | null = null;

  /** `blanked` holds no secret any more. */
  async function tell(
    kind: TranscriptEvent["kind"],
    told: JsonObject,
    blanked: JsonObject = {},
  ): Promise<void> {
    const detail = { ...(await redactDetail(told)), ...blanked };
    await ports.transcript.append({ atMs: clock.nowMs(), kind, step: spending.steps, detail });
  }

  async function step(): Promise<AgentEnd | null> {
    if (ports.signal.aborted) return { state: "called_off" };
    spending.step();
    const { maxOutputTokens } = job.limits;
    const request = await ledger.build({
      system,
      history,
      tools: tools.map(definitionOf),
      maxOutputTokens,
    });
    if (request === null) return { state: "out_of", what: "room" };
    const told = await toldRequest(ledger.record(), copy);
    await tell("asked", { messages: history.length }, told);
    const answer = await askModel(request, ports, spending.msLeft, async (failure, waitMs) => {
      await tell(waitMs === null ? "failed" : "waited", { ...failure, waitMs });
    });
    if (answer === "called_off") return { state: "called_off" };
    if (answer === "out_of_time") return { state: "out_of", what: "time" };
    if (!answer.ok) return { state: "model_failed", failure: answer };
    spending.count(request, answer);
    history.push(answerKept(answer));
    await tell("answered", {
      text: answer.text.slice(0, 4000),
      calls: answer.calls.length,
      cutShort: answer.cutShort,
    });
    return idle(answer) ?? (await runTools(answer));
  }

  /** A model that only talks, or goes in circles, is told once and then ended. */
  function idle(answer: ModelAnswer): AgentEnd | null {
    const said = JSON.stringify([
      answer.text,
      answer.calls.map(({ name, input }) => [name, input]),
    ]);
    streak.same = said === streak.last ? streak.same + 1 : 1;
    streak.last = said;
    streak.idle = answer.calls.length === 0 ? streak.idle + 1 : 0;
    if (streak.same >= maxSame) return { state: "gave_up", why: "The model repeated itself." };
    if (streak.idle >= maxIdle) return { state: "gave_up", why: "The model called no tool." };
    return null;
  }

  async function runTools(answer: ModelAnswer): Promise<AgentEnd | null> {
    if (answer.calls.length === 0) {
      const why = answer.cutShort ? "Your answer was cut short. Be brief." : "You called no tool.";
      history.push({
        role: "user",
        parts: [{ own: `${why} Nothing counts until you call submit.` }],
      });
      return null;
    }
    const results = [];
    for (const call of answer.calls.slice(0, maxCalls)) {
      const result = await runTool(call, tools, ground);
      await tell("tool", { ...describeCall(call), note: result.note });
      if (result.edited) await tell("changed", {}, await toldChange(copy.changes()));
      let judgement: Judgement | null = null;
      if (result.submission !== undefined) {
        streak.submissions++;
        const isLast = streak.submissions >= job.limits.maxSubmissions;
        judgement = await judge(result.submission, copy.changes(), checks, isLast);
      }
      const said = judgement?.checks ?? result.checks ?? [];
      if (said.length > 0) await tell("checked", toldChecks(said));
      if (judgement?.end) return judgement.end;
      const parts = judgement?.parts ?? result.parts;
      results.push({ callId: call.id, toolName: call.name, parts });
    }
    const last = results.at(-1);
    if (answer.calls.length > maxCalls && last !== undefined) {
      const own = `At most ${maxCalls} calls in one answer: the others were not run.`;
      results.splice(-1, 1, { ...last, parts: [...last.parts, { own }] });
    }
    history.push({ role: "tool", results });
    return null;
  }

  try {
    while (end === null) end = (await step()) ?? spending.end();
  } finally {
    const { steps, usage, costUsd } = spending;
    await tell("ended", {
      ...(end ?? { state: "broken" }),
      steps,
      ...usage,
      costUsd,
    } as unknown as JsonObject);
  }
  const { steps, usage, costUsd } = spending;
  const changes = end.state === "submitted" ? copy.changes() : [];
  return { end, changes, steps, usage, costUsd, ledger: ledger.record() };
}

function definitionOf({ name, description, parameters }: ReturnType<typeof toolsFor>[number]) {
  return { name, description, parameters };
}
