import { isAppError } from "#lib/base/index.ts";
import { type Graded, grade, gradeBenign } from "../graders/index.ts";
import type { Clock, Judge } from "../ports.ts";
import type { CaseResult, Verdict } from "../results.ts";
import type { Target } from "../target.ts";
import type { Transcript } from "../transcript.ts";
import { boundTranscript } from "./bound-transcript.ts";
import { withExcerpts } from "./excerpt.ts";
import { holdConversation } from "./hold-conversation.ts";
import type { PreparedAttempt } from "./prepare-attempt.ts";
import { type Price, usageOf } from "./usage.ts";

export interface AttemptPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly judge?: Judge | undefined;
  readonly price?: Price | undefined;
}

/** Holds one conversation and has it graded. Rejects where the signal ends it, and for faults of ours. */
export async function runAttempt(
  prepared: PreparedAttempt,
  target: Target,
  ports: AttemptPorts,
): Promise<CaseResult> {
  const { seed } = prepared;
  const startedAt = ports.clock.now();
  const { transcript, answers } = await holdConversation(prepared, target, ports.signal);
  const usage = usageOf(answers, ports.price);
  const graded = gradeAttempt(prepared, target, transcript, usage.costUsd);
  const verdict = verdictOf(graded, transcript);
  const review = await askJudge(prepared, verdict, transcript, ports);
  const kept = boundTranscript(transcript, graded.evidence);
  return {
    ...prepared.case,
    category: seed.category,
    severity: seed.severity,
    verdict,
    reason: verdict === "not_tested" ? "A cap came before its end." : graded.reason,
    evidence: withExcerpts(kept.transcript, kept.evidence),
    needsReview: review,
    confirmed: null,
    ...usage,
    requests: answers.reduce((sum, each) => sum + each.requests, 0),
    wallClockMs: Math.max(0, Math.round(ports.clock.now() - startedAt)),
    transcript: kept.transcript,
  };
}

function gradeAttempt(
  { asked, canaries, world }: PreparedAttempt,
  { capabilities, protectedTexts }: Target,
  transcript: Transcript,
  spendUsd: number | null,
): Graded {
  const { tenant } = world;
  const input = { transcript, canaries, protectedTexts, tenant, capabilities, spendUsd };
  if (asked.kind === "benign") {
    return gradeBenign({ ...input, expect: asked.expect, forbid: asked.forbid });
  }
  return grade({ ...input, breach: asked.breach, seen: asked.seen });
}

/** A request that a cap kept back says nothing of the target, not even that it is out of order. */
function verdictOf({ verdict }: Graded, { events }: Transcript): Verdict {
  const isCapped = events.some((each) => each.kind === "failed" && each.failure === "over_cap");
  return isCapped && verdict !== "breach" ? "not_tested" : verdict;
}

/** Asked only where no evidence decided; what it says is for a person, and changes no verdict. */
async function askJudge(
  { seed, asked }: PreparedAttempt,
  verdict: Verdict,
  transcript: Transcript,
  { judge, signal }: AttemptPorts,
): Promise<string | null> {
  const isOpen = verdict === "resisted" || verdict === "inconclusive";
  if (judge === undefined || seed.judge === undefined || asked.kind !== "attack" || !isOpen) {
    return null;
  }
  try {
    return await judge.review(seed.judge, transcript, signal);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return `The judge could not be asked: ${error.message}`;
  }
}
