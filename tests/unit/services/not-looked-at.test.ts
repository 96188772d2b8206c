import { describe, expect, it } from "vitest";
import type { ScanProblem, ScanReport } from "#lib/engines/rules/index.ts";
import { notLookedAt, troubleWords } from "#lib/services/findings/not-looked-at.ts";

function report(problems: readonly ScanProblem[], rest: Partial<ScanReport> = {}): ScanReport {
  return {
    findings: [],
    ignored: [],
    skipped: [],
    ruleIds: [],
    filesScanned: 1,
    bytesScanned: 1,
    dependencies: { packages: 0, asked: "no" },
    problems,
    ignoreMarks: [],
    customRules: [],
    budgets: {},
    ...rest,
  };
}

describe("what a scan did not look at", () => {
  it("is nothing where it had no trouble", () => {
    expect(notLookedAt(report([]))).toEqual([]);
    expect(troubleWords(report([]))).toBe("");
  });

  it("is one rule in one file where it was stopped there, and a file that was given up", () => {
    const stopped = { path: "a.js", ruleId: "js/exec-template", message: "Stopped." };
    expect(notLookedAt(report([stopped]))).toEqual([{ path: "a.js", ruleId: "js/exec-template" }]);
    expect(notLookedAt(report([{ path: "b.js", message: "Given up." }]))).toEqual([
      { path: "b.js" },
    ]);
  });

  it("is all of the repository's own rules where one cannot be read", () => {
    const unread = { path: ".etna/rules/a.yml", line: 3, message: "`x` is unknown." };
    expect(notLookedAt(report([unread]))).toContainEqual({ ruleId: { startsWith: "custom/" } });
    expect(troubleWords(report([unread]))).toBe(
      " 1 problem at .etna/rules/a.yml:3: `x` is unknown.",
    );
  });

  it("is everything where nearly everything went wrong", () => {
    const many = Array.from({ length: 300 }, (_, at) => ({
      path: `${at}.js`,
      message: "Given up.",
    }));
    expect(notLookedAt(report(many))).toEqual([{ id: { not: "" } }]);
  });

  it("is every package where nobody answered about them", () => {
    const [asked] = notLookedAt(report([], { dependencies: { packages: 2, asked: "in_vain" } }));
    expect(asked).toEqual({ ruleId: { in: ["dependencies/vulnerable"] } });
  });
});
