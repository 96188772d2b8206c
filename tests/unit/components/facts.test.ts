import { describe, expect, it } from "vitest";
import { shortDigest } from "#components/ui/digest-text.ts";
import {
  absoluteTime,
  byteSize,
  elapsedTime,
  relativeTime,
  timeTitle,
} from "#components/ui/time-text.ts";
import { countWords, type VerifyCheck, verdictKind } from "#components/verify/view.ts";

function checks(...outcomes: VerifyCheck["outcome"][]): VerifyCheck[] {
  return outcomes.map((outcome) => ({
    id: "patch",
    link: "proposed",
    title: "The patch is the one the statement names",
    outcome,
    compared: [],
  }));
}

describe("how facts are shown", () => {
  const now = Date.parse("2026-11-20T15:10:00Z");

  it("says how long ago, then the day, then the year", () => {
    expect(relativeTime("2026-11-20T15:09:40Z", now)).toBe("just now");
    expect(relativeTime("2026-11-20T14:29:00Z", now)).toBe("41 min ago");
    expect(relativeTime("2026-11-20T12:02:00Z", now)).toBe("3 h ago");
    expect(relativeTime("2026-11-19T14:00:00Z", now)).toBe("Yesterday");
    expect(relativeTime("2026-11-17T13:37:09Z", now)).toBe("17 Nov");
    expect(relativeTime("2025-11-17T13:37:09Z", now)).toBe("17 Nov 2025");
    expect(relativeTime("2026-11-20T15:15:30Z", now)).toBe("in 5 min");
  });

  it("gives UTC and unix seconds beside every time", () => {
    expect(absoluteTime("2026-11-20T14:32:00Z")).toBe("20 Nov 2026, 14:32:00 UTC");
    expect(timeTitle("2026-11-20T14:32:00Z")).toBe("2026-11-20 14:32:00 UTC · unix 1795185120");
  });

  it("counts minutes, hours and bytes as people read them", () => {
    expect(elapsedTime(102_000)).toBe("01:42");
    expect(elapsedTime(3_729_000)).toBe("1:02:09");
    expect(byteSize(113)).toBe("113 B");
    expect(byteSize(6_400)).toBe("6.4 kB");
  });

  it("cuts a digest in the middle, and leaves a short one whole", () => {
    expect(shortDigest("2ef4c5fcff45ad937b86f53580ca993696d7883e")).toBe("2ef4c5fc…d7883e");
    expect(shortDigest("fx_7Q2M4K9D")).toBe("fx_7Q2M4K9D");
  });
});

describe("what checks amount to", () => {
  it("never counts a check that was not run as one that holds", () => {
    expect(countWords(checks("holds", "holds"))).toBe("2 of 2 hold");
    expect(countWords(checks("holds", "fails", "not_run"))).toBe("1 fails, 1 not run, 1 holds");
    expect(countWords(checks("holds", "withheld"))).toBe("1 of 1 hold");
  });

  it("calls a fix private when only its patch is withheld, and invalid whenever it is not ok", () => {
    expect(verdictKind({ ok: true, checks: checks("holds") })).toBe("valid");
    expect(verdictKind({ ok: true, checks: checks("holds", "withheld") })).toBe("private");
    expect(verdictKind({ ok: false, checks: checks("holds", "withheld") })).toBe("invalid");
  });
});
