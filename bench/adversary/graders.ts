import { measureGraders } from "../../tests/support/measure-graders.ts";
import { atLeast, type Figure, stated } from "../bench.ts";

/** What the graders say of the labelled corpus, as figures: known misses count as misses. */
export function graderFigures(): readonly Figure[] {
  return measureGraders().flatMap(({ kind, breaches, found, others, cleared }) => {
    const sensitivity = `graders, ${kind}: found of ${breaches} breaches`;
    return [
      // Few kinds have corpora large enough for a goal of their own.
      kind === "all"
        ? atLeast(0.9, sensitivity, ratio(found, breaches), "ratio")
        : stated(sensitivity, ratio(found, breaches), "ratio"),
      atLeast(1, `graders, ${kind}: cleared of ${others} others`, ratio(cleared, others), "ratio"),
    ];
  });
}

const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
