import { describe, expect, it } from "vitest";
import { dueText } from "#components/findings/due-text.ts";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2026, 10, 30, 12);

function textAt(leftMs: number): string {
  return dueText(new Date(nowMs + leftMs).toISOString(), nowMs);
}

describe("what is left until a finding is due", () => {
  it.each([
    [7 * dayMs, "due in 7 days"],
    [7 * dayMs - 1, "due in 7 days"],
    [7 * dayMs - 11 * hourMs, "due in 7 days"],
    [7 * dayMs - 13 * hourMs, "due in 6 days"],
    [dayMs, "due in 1 day"],
    [dayMs - 60_000, "due in 1 day"],
    [dayMs - hourMs, "due in 23 h"],
    [19 * hourMs + 20 * 60_000, "due in 19 h"],
    [60_000, "due in 1 h"],
    [0, "due in 1 h"],
  ])("of %i ms is rounded to the nearest", (leftMs, text) => {
    expect(textAt(leftMs)).toBe(text);
  });

  it.each([
    [-60_000, "0 h over"],
    [-5 * hourMs, "5 h over"],
    [-dayMs - 20 * hourMs, "1 day over"],
    [-3 * dayMs, "3 days over"],
  ])("or has passed, of %i ms, counts in whole ones", (leftMs, text) => {
    expect(textAt(leftMs)).toBe(text);
  });
});
