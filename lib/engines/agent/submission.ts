import type { FileChange } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { redactSecrets } from "#lib/engines/rules/index.ts";
import type { AgentEnd } from "./job.ts";
import type { Part } from "./parts.ts";
import type { Checks } from "./ports.ts";
import { cardText } from "./tools/check.ts";
import type { Submission } from "./tools/tool.ts";

export interface Judgement {
  /** Null where the model may try again. */
  readonly end: AgentEnd | null;
  /** What it is told, so that it can. */
  readonly parts: readonly Part[];
  readonly checks: readonly ValidationCheck[];
}

/** What the model says of its work counts for nothing: the checks decide. */
export async function judge(
  { fixed, summary: said }: Submission,
  changes: readonly FileChange[],
  checks: Checks,
  isLast: boolean,
): Promise<Judgement> {
  // It goes on to where people read it.
  const { text: summary } = await redactSecrets("summary.txt", said);
  if (!fixed) return { end: { state: "gave_up", why: summary }, parts: [], checks: [] };
  const results = changes.length === 0 ? [nothingChanged] : await checks.run(changes);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) {
    return { end: { state: "submitted", summary, checks: results }, parts: [], checks: results };
  }
  if (isLast) return { end: { state: "refused", failed }, parts: [], checks: results };
  const own = "Refused: not every check passed. Repair it and submit again, or give up.";
  const parts = [{ own }, { data: cardText(failed), from: "checks" }];
  return { end: null, parts, checks: results };
}

const nothingChanged = {
  id: "changes",
  title: "Changes something",
  outcome: "failed",
  summary: "No file is changed",
} as const;
