import { measureGraders } from "../../tests/support/measure-graders.ts";
import { atLeast, type Figure } from "../bench.ts";

/** What the graders say of the labelled corpus, as figures: known misses count as misses. */
export function graderFigures(): readonly Figure[] {
  return measureGraders().flatMap(({ kind, breaches, found, others, cleared }) => [
    atLeast(
      0.9,
      `graders, ${kind}: found of ${breaches} breaches`,
      ratio(found, breaches),
      "ratio",
    ),
    atLeast(1, `graders, ${kind}: cleared of ${others} others`, ratio(cleared, others), "ratio"),
  ]);
}

const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
