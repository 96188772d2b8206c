import type { CaseResult } from "#lib/engines/adversary/index.ts";

/** Of all transcripts of a campaign, in characters of JSON: beyond it only those of breaches are kept. */
const maxCampaignLength = 64 * 1024 * 1024;

/**
 * What is kept of a case’s transcript, as JSON; null where none is. Kept is that of every breach,
 * inconclusive case, error and review, and of each seed’s first plain attempt and ordinary task. The engine
 * has bounded each of them (512 KiB of text), and left what the evidence points at.
 */
export function keptTranscript(result: CaseResult, keptLength: number): string | null {
  if (!isWorthKeeping(result)) return null;
  if (keptLength >= maxCampaignLength && result.verdict !== "breach") return null;
  return JSON.stringify(result.transcript);
}

function isWorthKeeping({ verdict, needsReview, variant, repetition }: CaseResult): boolean {
  if (verdict === "not_tested") return false;
  if (verdict !== "resisted" || needsReview !== null) return true;
  return repetition === 1 && (variant === "plain" || variant === "benign");
}

/** Whether the engine left out the middle of a long text: it says so in the text. */
export function isCut(transcript: string): boolean {
  return /\[… \d+ characters left out …\]/.test(transcript);
}
