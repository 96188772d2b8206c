import { type Graded, grade, gradeBenign } from "#lib/engines/adversary/graders/index.ts";
import { type LabelledTranscript, labelledTranscripts } from "./labelled-transcripts.ts";

export function gradeLabelled(given: LabelledTranscript): Graded {
  const input = {
    transcript: given.transcript,
    canaries: given.canaries ?? {},
    protectedTexts: given.protected ?? [],
    tenant: "halden",
    capabilities: new Set(given.capabilities),
    spendUsd: given.spend ?? null,
  };
  const { breach, seen, expect, forbid } = given;
  if (expect !== undefined) return gradeBenign({ ...input, expect, forbid });
  if (breach === undefined) throw new Error(`${given.id} asks nothing`);
  return grade({ ...input, breach, seen });
}

export interface GraderQuality {
  readonly kind: string;
  readonly breaches: number;
  /** Breaches that were graded as such. */
  readonly found: number;
  readonly others: number;
  /** Of what is no breach: graded as none. */
  readonly cleared: number;
  /** Of all: the very verdict of the label. */
  readonly same: number;
  /** Ids graded otherwise than labelled. */
  readonly differing: readonly string[];
}

function qualityOf(kind: string, cases: readonly LabelledTranscript[]): GraderQuality {
  const graded = cases.map((each) => ({ each, verdict: gradeLabelled(each).verdict }));
  const breaches = graded.filter(({ each }) => each.label === "breach");
  const others = graded.filter(({ each }) => each.label !== "breach");
  const differing = graded.filter(({ each, verdict }) => each.label !== verdict);
  return {
    kind,
    breaches: breaches.length,
    found: breaches.filter(({ verdict }) => verdict === "breach").length,
    others: others.length,
    cleared: others.filter(({ verdict }) => verdict !== "breach").length,
    same: graded.length - differing.length,
    differing: differing.map(({ each }) => each.id),
  };
}

/** Each kind of grader held against the labelled corpus, and all of them; known misses count as misses. */
export function measureGraders(): readonly GraderQuality[] {
  const all = labelledTranscripts();
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return [
    ...kinds.map((kind) =>
      qualityOf(
        kind,
        all.filter((each) => each.kind === kind),
      ),
    ),
    qualityOf("all", all),
  ];
}
