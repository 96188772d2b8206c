import type { StatedReport } from "./attack-report.ts";

/** What the gate of a signed report said, for a reader who must not take a signature for a pass. */
export function gateWords({ gate, cases }: Pick<StatedReport, "gate" | "cases">): {
  readonly passed: boolean;
  readonly text: string;
} {
  return { passed: gate === "passed", text: wordsOf(gate, cases) };
}

function wordsOf(gate: StatedReport["gate"], { breach, planned, resisted }: StatedReport["cases"]) {
  const breaches = breach === 1 ? "1 breach" : `${count(breach)} breaches`;
  switch (gate) {
    case "passed":
      return `The gate passed: ${breaches} of ${count(planned)}.`;
    case "failed":
      return `The gate failed: ${breaches} of ${count(planned)}.`;
    case "unjudged":
      return `The gate gave no answer: too many of ${count(planned)} attacks could not be judged.`;
    case "too_little":
      return `The gate gave no answer: ${count(breach + resisted)} of ${count(planned)} attacks were judged, which is too few.`;
  }
}

function count(number: number): string {
  return number.toLocaleString("en");
}
