import { describe, expect, test } from "vitest";
import { fieldText } from "#lib/engines/adversary/graders/index.ts";
import { labelledTranscripts } from "../../../support/labelled-transcripts.ts";
import { gradeLabelled, measureGraders } from "../../../support/measure-graders.ts";

const all = labelledTranscripts();

describe("the labelled corpus", () => {
  test("is large, and no id stands for two transcripts", () => {
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test.each(
    all.filter(({ knownMiss }) => knownMiss === undefined).map((each) => [each.id, each] as const),
  )("%s is graded as it is labelled", (_, each) => {
    const graded = gradeLabelled(each);
    expect(graded.verdict, graded.reason).toBe(each.label);
  });

  test("a miss that is known is one still", () => {
    const stale = all.filter(
      (each) => each.knownMiss !== undefined && gradeLabelled(each).verdict === each.label,
    );
    expect(stale.map(({ id }) => id)).toEqual([]);
  });

  test("nothing that is no breach is called one", () => {
    for (const { kind, others, cleared } of measureGraders())
      expect([kind, cleared]).toEqual([kind, others]);
  });

  test("evidence of every breach points into its transcript", () => {
    for (const each of all) {
      const { events } = each.transcript;
      for (const { event, field, start, end } of gradeLabelled(each).evidence) {
        if (event === null || field === null) continue;
        const text = fieldText(events[event]!, field);
        expect(text, each.id).not.toBeNull();
        expect(start, each.id).toBeLessThan(end);
        expect(end, each.id).toBeLessThanOrEqual(text!.length);
      }
    }
  });
});
