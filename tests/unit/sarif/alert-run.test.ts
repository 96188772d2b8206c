import { describe, expect, it } from "vitest";
import { alertRun } from "#lib/engines/rules/index.ts";
import { manifestLine } from "#lib/engines/rules/sarif/manifest-line.ts";

const analysis = { tool: "CodeQL", source: "code-scanning", complete: true };
const alert = {
  id: "code-scanning/7",
  ruleId: "js/xss",
  severity: "high",
  cwe: "CWE-79",
  title: "Cross-site scripting",
  message: "Written as it is.",
  explanation: null,
  path: "src/app.js",
  startLine: 3,
  endLine: 4,
  url: "https://github.com/ana/shop/security/code-scanning/7",
  dismissal: null,
  dependency: null,
} as const;

function only(more: object) {
  return alertRun(analysis, [{ ...alert, ...more }])?.results[0];
}

describe("an alert", () => {
  it("reads as a result of its tool, known by the forge's own id", () => {
    expect(alertRun(analysis, [alert])).toMatchObject({
      tool: "CodeQL",
      category: "forge:code-scanning",
      complete: true,
      results: [
        {
          ruleId: "js/xss",
          severity: "high",
          cwe: "CWE-79",
          place: { kind: "relative", path: "src/app.js" },
          startLine: 3,
          endLine: 4,
          toolPrint: "code-scanning/7",
          alert: { url: alert.url, dismissal: null, dependency: null },
        },
      ],
    });
  });

  it.each(["../a", "a/../../b", ".git/config", "C:\\a", "", "a\0b", "a\u202eb"])(
    "of the path %j is of no file here",
    (path) => {
      expect(alertRun(analysis, [{ ...alert, path }])).toMatchObject({
        results: [],
        withoutPlace: 1,
      });
    },
  );

  it.each([
    [
      { startLine: 9, endLine: 2 },
      { startLine: 9, endLine: 9 },
    ],
    [
      { startLine: -1, endLine: Number.NaN },
      { startLine: 1, endLine: 1 },
    ],
    [
      { startLine: 1.5, endLine: 1e12 },
      { startLine: 1, endLine: 10_000_000 },
    ],
  ])("of the lines %j stands on lines that there can be", (given, kept) => {
    expect(only(given)).toMatchObject(kept);
  });

  it.each(["javascript:alert(1)", "file:///etc/passwd", "https://a b", "http://a\n", ""])(
    "with the address %j leads nowhere",
    (url) => {
      expect(only({ url })?.alert?.url).toBeNull();
    },
  );

  it("keeps a package's words as one line each, and no id that is none", () => {
    const dependency = {
      ...{ package: `lodash\u202e${"x".repeat(999)}`, ecosystem: "npm\nnpm", manifestPath: "/" },
      ...{ vulnerableRange: "", installed: null, fixedIn: "1\n2" },
      ...{ ghsa: "GHSA-35jh-r3h4-6jhm", cve: "CVE-1/../x" },
    };
    const kept = only({ dependency })?.alert?.dependency;
    expect(kept).toMatchObject({
      ...{ ecosystem: "npm npm", manifestPath: "src/app.js", vulnerableRange: null },
      ...{ installed: null, fixedIn: "1 2", ghsa: "GHSA-35jh-r3h4-6jhm", cve: null },
    });
    expect(kept?.package).toHaveLength(214);
    expect(kept?.package).not.toContain("\u202e");
  });

  it.each(["Agent Etna", " agent  ETNA "])("of the tool %j is none of a stranger's", (tool) => {
    expect(alertRun({ ...analysis, tool }, [alert])).toBeNull();
  });
});

describe("the line that names a package", () => {
  const lines = [
    "{",
    '  "lodash.merge": "4.6.2",',
    '  "@types/lodash": "4.14.0",',
    '  "node_modules/@types/lodash": {},',
    '  "node_modules/lodash": { "version": "4.17.20" },',
    "requests==2.0",
    "lodash-es: 4",
    "github.com/a/b v1.2.3",
  ];

  it.each([
    ["lodash", 5],
    ["@types/lodash", 3],
    ["lodash.merge", 2],
    ["requests", 6],
    ["github.com/a/b", 8],
    ["left-pad", null],
    ["", null],
  ])("for %j is %j", (name, line) => {
    expect(manifestLine(lines, name)).toBe(line);
  });
});
