import { describe, expect, it } from "vitest";
import { AppError } from "#lib/base/index.ts";
import { command, githubCommands } from "../../../bin/etna/github-commands.ts";
import { gitlabReport } from "../../../bin/etna/gitlab-report.ts";
import { groupFindings } from "../../../bin/etna/group-findings.ts";
import { compared } from "../../../bin/etna/line-changes.ts";
import { outputsOf } from "../../../bin/etna/outputs.ts";
import { progressBar } from "../../../bin/etna/progress.ts";
import { scanText } from "../../../bin/etna/scan-text.ts";
import { paintFor } from "../../../bin/etna/terminal.ts";
import { formats } from "../../../bin/etna/write-report.ts";
import { findingAt } from "../../support/findings.ts";

const same = (path: string) => path;

describe("a workflow command of GitHub", () => {
  it("escapes what would end a property, a command or a line", () => {
    expect(command("error", [["file", "a,b:c%\r\n.js"]], "50% of\r\n::error::x")).toBe(
      "::error file=a%2Cb%3Ac%25%0D%0A.js::50%25 of%0D%0A::error::x",
    );
  });

  it("names the place below the repository, and what the fix does", () => {
    const finding = findingAt("a.js", 4, { fixable: true });
    expect(githubCommands({ findings: [finding] }, (path) => `web/${path}`)).toBe(
      "::error file=web/a.js,line=4,endLine=4,col=3,endColumn=9,title=Shell command built from a value (js/exec-template)::`exec` hands a shell a command line.%0AFix: Run the command without a shell\n",
    );
    const long = findingAt("a.js", 4, { endLine: 6, severity: "low" });
    expect(githubCommands({ findings: [long] }, same)).toMatch(
      /^::notice file=a.js,line=4,endLine=6,title=/,
    );
  });

  it("is written at most ten times of a type, the gravest first, and the rest is text", () => {
    const name = "::error::x/##[add-path]a\n.js";
    const findings = Array.from({ length: 14 }, (_, at) => findingAt(name, at + 1)).concat(
      findingAt("z.js", 1, { severity: "critical" }),
      findingAt("m.js", 1, { severity: "medium" }),
    );
    const lines = githubCommands({ findings }, same).trimEnd().split("\n");
    const errors = lines.filter((line) => line.startsWith("::error"));
    expect(errors).toHaveLength(10);
    expect(errors[0]).toContain("file=z.js");
    expect(errors.at(-1)).toContain("title=Etna::6 more findings of this gravity");
    expect(lines.filter((line) => line.startsWith("::warning"))).toHaveLength(1);
    const rest = lines.filter((line) => !line.startsWith("::"));
    expect(rest).toHaveLength(6);
    for (const line of rest) {
      expect(line).toMatch(/^- /);
      expect(line).not.toContain("##[");
    }
  });
});

describe("GitLab's code quality report", () => {
  it("has the members that GitLab asks for", () => {
    expect(gitlabReport([findingAt("a.js", 4, { severity: "critical" })], (p) => `x/${p}`)).toEqual(
      [
        {
          description: "`exec` hands a shell a command line.",
          check_name: "js/exec-template",
          fingerprint: "ab".repeat(32),
          severity: "blocker",
          location: { path: "x/a.js", lines: { begin: 4, end: 4 } },
        },
      ],
    );
  });
});

describe("findings in groups", () => {
  const findings = [
    findingAt("b.js", 1, { severity: "low" }),
    findingAt("b.js", 9, { severity: "critical", ruleId: "py/yaml-load" }),
    findingAt("a.js", 5),
  ];

  it.each([
    ["file", ["a.js:5", "b.js:9 b.js:1"], ["a.js", "b.js"]],
    ["severity", ["b.js:9", "a.js:5", "b.js:1"], ["critical", "high", "low"]],
    ["rule", ["b.js:9", "a.js:5 b.js:1"], ["py/yaml-load", "js/exec-template"]],
  ] as const)("stand under a %s, the gravest first", (grouping, places, keys) => {
    const groups = groupFindings(findings, grouping);
    expect(groups.map(([key]) => key)).toEqual(keys);
    expect(
      groups.map(([, own]) => own.map((each) => `${each.path}:${each.startLine}`).join(" ")),
    ).toEqual(places);
  });

  it("explain a rule once, and end with a table where they are many", () => {
    const many = Array.from({ length: 12 }, (_, at) => findingAt("日本.js", at + 1));
    const text = scanText(
      {
        findings: many,
        ignored: [],
        skipped: [],
        ruleIds: ["js/exec-template"],
        filesScanned: 1,
        bytesScanned: 10,
        dependencies: { packages: 0, asked: "no" },
      },
      { path: ".", grouping: "file", isQuiet: false, paint: paintFor({}) },
    );
    expect(text.match(/Why: /g)).toHaveLength(1);
    expect(text).toContain("  js/exec-template  high            12        0\n");
  });
});

describe("what changed in a text", () => {
  it("is the new lines, and those beside lines that went away", () => {
    const before = "a\nb\nc\nd\ne\n";
    const added = compared(before, "a\nb\nX\nc\nd\ne\n");
    expect([1, 2, 3, 4].filter((line) => added.touches(line, line))).toEqual([3]);
    expect(added.touches(1, 6)).toBe(true);
    const gone = compared(before, "a\nb\nd\ne\n");
    expect([1, 2, 3, 4].filter((line) => gone.touches(line, line))).toEqual([2, 3]);
    expect(compared("a\nb\n", "a\r\nb\r\n").any).toBe(false);
  });
});

describe("where reports go", () => {
  it("is stdout, files, or both", () => {
    const out = { file: null };
    expect(outputsOf(formats, "sarif", [])).toEqual([{ ...out, format: "sarif" }]);
    expect(outputsOf(formats, "sarif", ["a.sarif"])).toEqual([
      { ...out, format: "text" },
      { format: "sarif", file: "a.sarif" },
    ]);
    expect(outputsOf(formats, "github", ["gitlab=q.json", "sarif=a=b"])).toEqual([
      { ...out, format: "github" },
      { format: "gitlab", file: "q.json" },
      { format: "sarif", file: "a=b" },
    ]);
    expect(() => outputsOf(formats, "text", [""])).toThrow(AppError);
  });

  it("shows a bar that fills", () => {
    expect(progressBar(0, 10)).toBe(`${"░".repeat(24)} 0 of 10 files`);
    expect(progressBar(5, 10)).toBe(`${"█".repeat(12)}${"░".repeat(12)} 5 of 10 files`);
    expect(progressBar(0, 0)).toMatch(/^█+ 0 of 0/);
  });
});
