import { type AgentEnd, type AgentResult, ledgerDigest } from "#lib/engines/agent/index.ts";
import { priceAsOf } from "#lib/platform/models/index.ts";
import { visible } from "./visible.ts";

/** What a person is told of a run: what was looked at, what it cost, how it ended. */
export function agentText(result: AgentResult, transcript: string, written: boolean): string {
  const { ledger, end, steps } = result;
  const byPath = Map.groupBy(ledger.pieces, ({ path }) => path);
  const looked = [...byPath].map(([path, pieces]) => {
    const lines = pieces.map(({ startLine, endLine }) => `${startLine}-${endLine}`);
    return `  ${visible(path)}: ${[...new Set(lines)].join(", ")}`;
  });
  const largest = Math.max(0, ...ledger.requests.map(({ bytes }) => bytes));
  const share =
    ledger.repositoryBytes === 0 ? 0 : (100 * ledger.sentBytes) / ledger.repositoryBytes;
  const requests = `${ledger.requests.length} ${ledger.requests.length === 1 ? "request" : "requests"}`;
  return `${[
    `Sent to ${ledger.provider}/${visible(ledger.model)}:`,
    ...(looked.length === 0 ? ["  no code"] : looked),
    `${ledger.sentBytes} bytes of code (${share.toFixed(1)} % of the repository) in ${requests}, the largest ${largest} bytes.`,
    `Ledger sha256:${ledgerDigest([ledger])}`,
    `${steps} ${steps === 1 ? "step" : "steps"}, ${costText(result)}`,
    ...endText(end, written),
    `Transcript: ${transcript}`,
  ].join("\n")}\n`;
}

function costText({ usage, costUsd, ledger }: AgentResult): string {
  const tokens = `${usage.inputTokens} tokens in, ${usage.outputTokens} out`;
  const asOf = priceAsOf(ledger.provider, ledger.model);
  if (costUsd === null || asOf === null) return `${tokens}; the price of this model is not known.`;
  return `${tokens}, about $${costUsd.toFixed(4)} at prices of ${asOf}.`;
}

function endText(end: AgentEnd, written: boolean): readonly string[] {
  switch (end.state) {
    case "submitted":
      return [
        ...end.checks.map(
          ({ title, outcome, summary }) => `${outcome}: ${title}. ${visible(summary)}`,
        ),
        `The model says: ${visible(end.summary)}`,
        written
          ? "Read the changes with: git diff"
          : "Nothing was written. Add --write, or pipe this into: git apply",
      ];
    case "refused":
      return [
        "Refused. Nothing is changed.",
        ...end.failed.map(({ title, summary }) => `failed: ${title}. ${visible(summary)}`),
      ];
    case "gave_up":
      return [`The model gave up. Nothing is changed. ${visible(end.why)}`];
    default:
      return ["Nothing is changed."];
  }
}

const spent = {
  steps: "It took as many steps as it may.",
  tokens: "It used as many tokens as it may.",
  money: "It cost as much as it may.",
  price: "What it cost is not known, so that it cannot be kept within a limit.",
  time: "It took as long as it may.",
  room: "What it would have to be sent is larger than one request may be.",
} as const;

/** Why the work could not be finished; null where it came to an answer. */
export function failedText(end: AgentEnd): string | null {
  if (end.state === "model_failed") return end.failure.message;
  if (end.state === "out_of") return spent[end.what];
  return end.state === "called_off" ? "Called off." : null;
}
