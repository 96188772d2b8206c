import { describe, expect, it } from "vitest";
import { blocksOf } from "#components/diff/blocks.ts";
import { highlightLines } from "#components/diff/highlight.ts";
import { segmentsOf } from "#components/diff/segments.ts";
import { changedWords } from "#components/diff/words.ts";
import { parsePatch } from "#lib/engines/patch/index.ts";

const patch = `diff --git a/src/render.ts b/src/render.ts
index 1111111..2222222 100644
--- a/src/render.ts
+++ b/src/render.ts
@@ -8,4 +8,5 @@
-const run = promisify(exec);
+const run = promisify(execFile);
+const limit = 3;
 
 // Renders the label.
 export { run };
`;

describe("the diff viewer", () => {
  it("stands removed lines against added ones and numbers each side by itself", async () => {
    const hunk = parsePatch(patch)[0]!.hunks[0]!;
    const [change, context] = await blocksOf("src/render.ts", hunk);
    expect(change!.kind).toBe("change");
    expect(change!.before.map((line) => line.number)).toEqual([8]);
    expect(change!.after.map((line) => line.number)).toEqual([8, 9]);
    expect(context!.before.map((line) => line.number)).toEqual([9, 10, 11]);
    expect(context!.after.map((line) => line.number)).toEqual([10, 11, 12]);
  });

  it("marks only the words that differ", () => {
    const before = "const run = promisify(exec);";
    const after = "const run = promisify(execFile);";
    const marks = changedWords(before, after);
    expect(marks.before.map(([from, to]) => before.slice(from, to))).toEqual(["exec"]);
    expect(marks.after.map(([from, to]) => after.slice(from, to))).toEqual(["execFile"]);
  });

  it("marks no words in lines that have little in common", () => {
    expect(changedWords("a b c", "wholly other text here").after).toEqual([]);
  });

  it("never changes a character of the code it colours", async () => {
    const lines = ["const a = `x y`; // tail", "\t/* open", "still */ call(1)", "", "end\r"];
    for (const path of ["a.ts", "b.py", "c.yml", "d.json", "Dockerfile", "e.unknown"]) {
      const coloured = await highlightLines(path, lines);
      expect(coloured.map((line) => line.map((token) => token.text).join(""))).toEqual(lines);
    }
  });

  it("names every character that a reviewer could not see", () => {
    const shown = segmentsOf([{ text: "if (x\u202e) {\u200b}\u{e0041}" }], []);
    expect(shown.filter((segment) => segment.hidden).map((segment) => segment.hidden)).toEqual([
      "U+202E",
      "U+200B",
      "U+E0041",
    ]);
  });

  it("keeps the text whole when marks cut through coloured tokens", () => {
    const tokens = [{ text: "promisify", kind: "call" as const }, { text: "(exec);" }];
    const segments = segmentsOf(tokens, [[5, 14]]);
    expect(segments.map((segment) => segment.text).join("")).toBe("promisify(exec);");
    const marked = segments.filter((segment) => segment.marked);
    expect(marked.map((segment) => segment.text).join("")).toBe("sify(exec");
  });
});
