import { describe, expect, it } from "vitest";
import { agentSteps } from "#components/runs/agent-steps.ts";
import { heatOf, rangeWords } from "#components/runs/heat.ts";

const piece = (request: number, path: string, startLine: number, endLine: number) => ({
  request,
  path,
  startLine,
  endLine,
  bytes: 10,
  sha256: "a".repeat(64),
});

const ledger = (pieces: readonly ReturnType<typeof piece>[]) => ({
  version: 1 as const,
  provider: "p",
  model: "m",
  purpose: "fix",
  repositoryBytes: 1000,
  sentBytes: 10,
  requests: [],
  pieces,
});

const event = (
  position: number,
  kind: "asked" | "tool" | "changed" | "waited",
  detail: object,
) => ({
  position,
  kind,
  step: 1,
  at: new Date(0),
  detail: detail as Record<string, string>,
});

describe("the heat map", () => {
  it("counts for each square the requests that newly showed some of it, over all attempts", () => {
    const heat = heatOf([
      {
        number: 1,
        purpose: "fix",
        ledger: ledger([
          piece(1, "a.ts", 1, 12),
          piece(2, "a.ts", 5, 5),
          piece(2, "a.ts", 6, 6),
          piece(3, "b.ts", 90, 95),
        ]),
        events: [event(1, "asked", { files: [{ path: "a.ts", lines: 35 }] })],
      },
      { number: 2, purpose: "second_check", ledger: ledger([piece(1, "a.ts", 1, 3)]), events: [] },
    ]);
    expect(heat.linesPerSquare).toBe(10);
    expect(heat.files.map(({ path, lines, shownLines }) => [path, lines, shownLines])).toEqual([
      ["a.ts", 35, 12],
      ["b.ts", 95, 6],
    ]);
    expect(heat.files[0]?.squares).toEqual([3, 1, 0, 0]);
    expect(heat.files[0]?.ranges.at(-1)?.request).toBe("second model, request 1");
  });

  it("takes larger squares for longer files, and joins lines that touch", () => {
    const { linesPerSquare, files } = heatOf([
      { number: 1, purpose: "fix", ledger: ledger([piece(1, "a", 9000, 9001)]), events: [] },
    ]);
    expect(linesPerSquare).toBe(500);
    expect(files[0]?.squares).toHaveLength(19);
    const ranges = [piece(1, "a", 5, 9), piece(1, "a", 1, 4), piece(2, "a", 20, 20)];
    expect(rangeWords(ranges)).toBe("1–9, 20");
  });
});

describe("the steps of an attempt", () => {
  it("say in plain words what was done, what came of it, and what the provider refused", () => {
    const [step] = agentSteps([
      event(1, "waited", { message: "It is overloaded.", waitMs: 4000 }),
      event(2, "tool", {
        tool: "view",
        path: "a.ts",
        start_line: "1",
        end_line: "9",
        note: "refused: there is no such file.",
      }),
      event(3, "tool", { tool: "apply_patch", note: "edited a.ts, b.ts" }),
      event(4, "changed", { files: 2, additions: 3, deletions: 1 }),
    ]);
    expect(step?.lines.map(({ text, note }) => `${text}: ${note}`)).toEqual([
      "It is overloaded.: Etna waits 4 s and asks again",
      "Looked at a.ts 1–9: Not done: there is no such file.",
      "Edited a.ts, b.ts: the change so far: 2 files, +3 −1",
    ]);
  });
});
