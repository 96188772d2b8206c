import type { FileChange } from "#lib/base/index.ts";
import { redactSecrets } from "#lib/engines/rules/index.ts";
import type { AgentEnd } from "./job.ts";
import type { Part } from "./parts.ts";
import type { Checks } from "./ports.ts";
import { cardText } from "./tools/check.ts";
import type { Submission } from "./tools/tool.ts";

/** The end, or what the model is told so that it can try again. */
export type Judgement = AgentEnd | { readonly parts: readonly Part[] };

/** What the model says of its work counts for nothing: the checks decide. */
export async function judge(
  { fixed, summary: said }: Submission,
  changes: readonly FileChange[],
  checks: Checks,
  isLast: boolean,
): Promise<Judgement> {
  // It goes on to where people read it.
  const { text: summary } = await redactSecrets("summary.txt", said);
  if (!fixed) return { state: "gave_up", why: summary };
  const results = changes.length === 0 ? [nothingChanged] : await checks.run(changes);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  if (failed.length === 0) return { state: "submitted", summary, checks: results };
  if (isLast) return { state: "refused", failed };
  const own = "Refused: not every check passed. Repair it and submit again, or give up.";
  return { parts: [{ own }, { data: cardText(failed), from: "checks" }] };
}

const nothingChanged = {
  id: "changes",
  title: "Changes something",
  outcome: "failed",
  summary: "No file is changed",
} as const;
