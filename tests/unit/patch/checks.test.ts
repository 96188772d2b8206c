import { describe, expect, it } from "vitest";
import type { FileChange } from "#lib/base/index.ts";
import {
  checkFindingsGone,
  checkNoNewFindings,
  checkParses,
  checkScope,
  checkSize,
} from "#lib/engines/patch/index.ts";

function edit(
  path: string,
  before: string | null = "a\n",
  after: string | null = "b\n",
): FileChange {
  return { path, before, after };
}

describe("checkScope", () => {
  const scope = { paths: ["src/labels/", "tests/"], findingPaths: ["src/labels/render.ts"] };

  it("passes what stays inside and names the folders", () => {
    const changes = [edit("tests/labels/render.test.ts", null), edit("src/labels/render.ts")];
    expect(checkScope(changes, scope)).toEqual({
      id: "scope",
      title: "Stays in scope",
      outcome: "passed",
      summary: "src/labels, tests/labels",
    });
  });

  it.each([
    ["src/labelsX/a.ts", "is outside the scope"],
    ["src/labels", "is outside the scope"],
    [".github/workflows/ci.yml", "is a workflow"],
    [".GitHub/Workflows/ci.yml", "is a workflow"],
    ["sub/.gitlab-ci.yml", "is a workflow"],
    [".github/CODEOWNERS", "is CODEOWNERS"],
    ["package-lock.json", "is a lockfile"],
    ["web/pnpm-lock.yaml", "is a lockfile"],
    [".etna/config.yml", "is Etna's own settings"],
    [".gitattributes", "is git's settings"],
    [".husky/pre-commit", "is a git hook"],
  ])("refuses %s even where the scope is the whole repository", (path, why) => {
    const paths = why === "is outside the scope" ? scope.paths : [path, `${path.split("/")[0]}/`];
    const check = checkScope([edit(path)], { paths, findingPaths: [] });
    expect(check).toMatchObject({ outcome: "failed", summary: `${path} ${why}` });
  });

  it("lets a sensitive file change when the finding is about exactly that file", () => {
    const path = ".github/workflows/ci.yml";
    const about = (findingPath: string) =>
      checkScope([edit(path)], { paths: [".github/"], findingPaths: [findingPath] }).outcome;
    expect(about(path)).toBe("passed");
    expect(about(".github/workflows/other.yml")).toBe("failed");
  });

  it.each([
    ".git/config",
    "a/.GIT/x",
    "../x",
    "/x",
    "a//b",
    "a/./b",
    ".git./x",
    "git~1/x",
    ".g\u200cit/x",
  ])("refuses %j even as the finding's own path", (path) => {
    expect(checkScope([edit(path)], { paths: [path], findingPaths: [path] }).outcome).toBe(
      "failed",
    );
  });

  it.each<[string, FileChange]>([
    ["a deleted test", edit("tests/a.test.ts", 'test("x", f);\n', null)],
    ["one case fewer", edit("tests/a.test.ts", 'it("x", f);\nit("y", f);\n', 'it("x", f);\n')],
    ["a skipped case", edit("tests/a.test.ts", 'it("x", f);\n', 'it.skip("x", f);\n')],
    ["a skipped group", edit("tests/a.test.ts", 'describe("x", f);\n', 'describe.skip("x", f);\n')],
    [
      "a case commented out",
      edit("tests/test_a.py", "def test_a():\n  f()\n", "# def test_a():\n"),
    ],
    [
      "a skipped Python case",
      edit("tests/test_a.py", "def test_a(): f()\n", "@pytest.mark.skip\ndef test_a(): f()\n"),
    ],
  ])("refuses %s", (_, change) => {
    expect(checkScope([change], scope)).toMatchObject({
      outcome: "failed",
      summary: `${change.path} loses tests`,
    });
  });

  it("lets a test be added to or edited", () => {
    const change = edit("tests/a.test.ts", 'it("x", f);\n', 'it("x", g);\nit("y", f);\n');
    expect(checkScope([change], scope).outcome).toBe("passed");
  });

  it("fails a fix without any change", () => {
    expect(checkScope([], scope).outcome).toBe("failed");
  });
});

describe("checkSize", () => {
  const lines = (count: number) => "x\n".repeat(count);

  it("counts added and deleted lines against the limit", () => {
    const passed = checkSize([edit("a", "1\n2\n3\n4\n", "1\n2\nthree\n4\nfive\n")]);
    expect(passed).toMatchObject({ outcome: "passed", summary: "+2 −1, limit 120 lines" });
    expect(checkSize([edit("a", null, lines(120))]).outcome).toBe("passed");
    expect(checkSize([edit("a", null, lines(121))])).toMatchObject({
      outcome: "failed",
      summary: "+121 −0, limit 120 lines",
    });
    expect(checkSize([edit("a", lines(121), null)]).outcome).toBe("failed");
  });

  it("bounds files and bytes as well", () => {
    const limits = { maxChangedLines: 120, maxFiles: 1, maxChangedBytes: 10 };
    expect(checkSize([edit("a"), edit("b")], limits).summary).toBe("+2 −2, 2 files, limit 1");
    expect(checkSize([edit("a", null, "é".repeat(6))], limits)).toMatchObject({
      outcome: "failed",
      summary: "+1 −0, 12 bytes, limit 10",
    });
  });
});

describe("checkParses", () => {
  const parse = (path: string, text: string) => (path.endsWith(".js") ? text !== "broken" : null);

  it("passes only when a parser read a file and none is broken", () => {
    expect(checkParses([edit("a.js"), edit("b.js")], parse)).toMatchObject({
      outcome: "passed",
      summary: "2 of 2",
    });
    expect(checkParses([edit("a.js"), edit("b.js", "x", "broken")], parse)).toMatchObject({
      outcome: "failed",
      summary: "1 of 2, broken: b.js",
    });
  });

  it("says so where no parser knows a file", () => {
    expect(checkParses([edit("a.js"), edit("Makefile")], parse)).toMatchObject({
      outcome: "passed",
      summary: "1 of 2, no parser: Makefile",
    });
    expect(checkParses([edit("Makefile")], parse).outcome).toBe("not_run");
    expect(checkParses([edit("a.js", "x", null)], parse).outcome).toBe("not_run");
  });
});

describe("the re-scan", () => {
  const finding = { ruleId: "js/exec-template", fingerprint: "f1" };
  const other = { ruleId: "js/eval", fingerprint: "f2" };

  it("passes when the finding was there and is gone", () => {
    expect(checkFindingsGone([finding], [finding, other], [other])).toMatchObject({
      outcome: "passed",
      summary: "js/exec-template: 1 → 0",
    });
    expect(checkFindingsGone([finding], [finding], [finding]).outcome).toBe("failed");
    expect(checkFindingsGone([finding], [other], [other]).outcome).toBe("failed");
  });

  it("passes for several only when each one was there and is gone", () => {
    expect(checkFindingsGone([finding, other], [finding, other], [])).toMatchObject({
      outcome: "passed",
      summary: "js/exec-template, js/eval: 2 → 0",
    });
    expect(checkFindingsGone([finding, other], [finding, finding, other], [other]).outcome).toBe(
      "failed",
    );
    expect(checkFindingsGone([finding, other], [finding, finding], []).outcome).toBe("failed");
  });

  it("fails when a finding is new, even one more of a known kind", () => {
    const scanned = { rules: 41, files: 2 };
    expect(checkNoNewFindings([finding, other], [other], scanned)).toMatchObject({
      outcome: "passed",
      summary: "41 rules on 2 files, 0 new",
    });
    expect(checkNoNewFindings([finding], [other], scanned)).toMatchObject({
      outcome: "failed",
      summary: "41 rules on 2 files, 1 new: js/eval",
    });
    expect(checkNoNewFindings([other], [other, other], { rules: 1, files: 1 })).toMatchObject({
      outcome: "failed",
      summary: "1 rule on 1 file, 1 new: js/eval",
    });
  });
});
