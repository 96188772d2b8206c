import { describe, expect, it } from "vitest";
import { parsePatch, renderPatch } from "#lib/engines/patch/index.ts";

const header = "diff --git a/x.js b/x.js\n--- a/x.js\n+++ b/x.js\n";

describe("parsePatch", () => {
  it("numbers the lines on both sides and says where no line feed ends the file", () => {
    const text = `${header}@@ -1,3 +1,3 @@ top\n one\n-two\n+TWO\r\n three\n\\ No newline at end of file\n`;
    expect(parsePatch(text)).toEqual([
      {
        path: "x.js",
        status: "modified",
        additions: 1,
        deletions: 1,
        hunks: [
          {
            header: "@@ -1,3 +1,3 @@ top",
            oldStart: 1,
            oldLines: 3,
            newStart: 1,
            newLines: 3,
            lines: [
              { kind: "context", oldLine: 1, newLine: 1, text: "one" },
              { kind: "delete", oldLine: 2, text: "two" },
              { kind: "add", newLine: 2, text: "TWO\r" },
              { kind: "context", oldLine: 3, newLine: 3, text: "three", noNewline: true },
            ],
          },
        ],
      },
    ]);
  });

  it("tells new, deleted and changed files apart, even empty ones and odd names", () => {
    const files = parsePatch(
      renderPatch([
        { path: "a b/new.js", before: null, after: "" },
        { path: 'b "é"\n.js', before: "", after: null },
        { path: "c.js", before: null, after: "1\n2\n" },
        { path: "d.js", before: "1\n", after: "2\n" },
      ]),
    );
    expect(
      files.map(({ path, status, additions, deletions }) => [path, status, additions, deletions]),
    ).toEqual([
      ["a b/new.js", "added", 0, 0],
      ['b "é"\n.js', "deleted", 0, 0],
      ["c.js", "added", 2, 0],
      ["d.js", "modified", 1, 1],
    ]);
    expect(parsePatch("")).toEqual([]);
  });

  it.each([
    ["a last line that is cut off", `${header}@@ -1 +1 @@\n-a\n+b`],
    ["fewer lines than the header says", `${header}@@ -1,2 +1,2 @@\n-a\n+b\n`],
    ["more lines than the header says", `${header}@@ -1 +1 @@\n-a\n+b\n+c\n`],
    ["a line of no kind", `${header}@@ -1 +1 @@\n-a\n*b\n`],
    ["a malformed hunk header", `${header}@@ -1 +1\n-a\n+b\n`],
    ["a header without a change", "diff --git a/x b/x\n"],
    ["a rename", "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n"],
    ["a mode change", "diff --git a/x b/x\nold mode 100644\nnew mode 100755\n"],
    ["a binary change", "diff --git a/x b/x\nindex 1..2 100644\nBinary files a/x and b/x differ\n"],
    ["names that do not agree", header.replace("+++ b/x.js", "+++ b/y.js")],
    ["a path that leaves the tree", header.replaceAll("x.js", "../x.js")],
    ["a path into .git", header.replaceAll("x.js", ".git/hooks/x")],
    ["a name that is not Unicode", 'diff --git "a/\\377" "b/\\377"\n'],
    ["a name with an unknown escape", 'diff --git "a/\\q" "b/\\q"\n'],
    ["one file twice", `${header}@@ -1 +1 @@\n-a\n+b\n`.repeat(2)],
    ["words before the patch", `Subject: hello\n${header}@@ -1 +1 @@\n-a\n+b\n`],
  ])("refuses %s", (_, text) => {
    expect(() => parsePatch(text)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});
