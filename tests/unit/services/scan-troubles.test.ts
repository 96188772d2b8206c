import { expect, it } from "vitest";
import type { ScanReport } from "#lib/engines/rules/index.ts";
import { maxTroubles, storable, troublesOf } from "#lib/services/findings/scan-troubles.ts";

it("keeps so many troubles of a scan, and so much of each", () => {
  const long = { path: `${"a/".repeat(3000)}b.js`, message: "Given up. ".repeat(500) };
  const report: Pick<ScanReport, "problems" | "ignoreMarks"> = {
    problems: Array.from({ length: 99 }, () => long),
    ignoreMarks: ["x.js", "y.js"].map((path) => ({
      ...{ path, line: 1, ruleId: "js/eval" },
      fault: "no_reason",
    })),
  };
  const kept = troublesOf(report);
  expect(kept).toHaveLength(maxTroubles);
  expect(kept[99]).toEqual({
    ...{ path: "x.js", line: 1, ruleId: "js/eval" },
    message: "The comment etna-ignore gives no reason, and so excuses nothing.",
  });
  expect(kept[0]).toMatchObject({ line: null, ruleId: null });
  expect(kept[0]?.path).toHaveLength(1000);
  expect(kept[0]?.message).toHaveLength(500);
  expect(troublesOf({ problems: [], ignoreMarks: [] })).toEqual([]);
});

it("keeps no half of a character where it cuts one", () => {
  expect(storable("ab\u{1F30B}c", 4)).toBe("ab\uFFFD…");
  expect(storable("ab\u{1F30B}", 4)).toBe("ab\u{1F30B}");
});
