import {
  type JudgeTally,
  type ModelJudge,
  modelJudge,
  type TargetSpec,
} from "#lib/engines/adversary/index.ts";
import { judgeThrough, parseModelName, priceAsOf } from "#lib/platform/models/index.ts";
import { type AttackOptions, maxJudgeRequestsOf } from "./attack-options.ts";
import { openOwnModel } from "./open-own-model.ts";
import { count } from "./terminal.ts";
import { visible } from "./visible.ts";

export interface OpenedJudge {
  readonly judge: ModelJudge;
  /** Before the first request, and after the last. */
  readonly announcement: string;
  summary(): string;
}

/** A run does not wait longer for one opinion. */
const timeoutMs = 60_000;

/**
 * The judge that `--judge` names, on the person’s own key; null where none is named. Values that the target
 * file takes from the environment are blanked before it is asked. Throws `invalid_input` for wrong use.
 */
export async function openJudge(
  options: AttackOptions,
  spec: TargetSpec,
): Promise<OpenedJudge | null> {
  const maxRequests = maxJudgeRequestsOf(options);
  if (options.judge === undefined) return null;
  const named = parseModelName(options.judge);
  const limits = { timeoutMs, idleTimeoutMs: timeoutMs };
  const model = await openOwnModel(
    { ...named, ...limits },
    "--judge-address",
    options.judgeAddress,
  );
  const judge = modelJudge(judgeThrough(model), { maxRequests, secrets: secretsOf(spec) });
  const name = `${named.provider}/${visible(named.name)}`;
  return {
    judge,
    announcement: `Judge: ${name}, at most ${count(maxRequests, "request")}. It is sent what was said, and decides nothing.`,
    summary: () => summaryOf(name, judge.tally, priceAsOf(named.provider, named.name)),
  };
}

/** What the file takes from the environment, by name. */
function secretsOf(spec: TargetSpec): Readonly<Record<string, string>> {
  const names = JSON.stringify(spec).matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g);
  const values = [...names].map(([, name = ""]) => [name, process.env[name] ?? ""] as const);
  return Object.fromEntries(values);
}

function summaryOf(name: string, tally: JudgeTally, asOf: string | null): string {
  const { requests, unanswered, inputTokens, outputTokens, costUsd, ended } = tally;
  const failed =
    unanswered === 0 ? "" : `, ${unanswered} of them without an answer that can be read`;
  const cost =
    costUsd === null || asOf === null
      ? "what it cost is not known"
      : `about $${costUsd.toFixed(4)} at prices of ${asOf}`;
  const words = `Judge ${name}: ${count(requests, "request")}${failed}, ${inputTokens} tokens in, ${outputTokens} out, ${cost}.`;
  return ended === null ? words : `${words} It was left alone: ${visible(ended)}`;
}
