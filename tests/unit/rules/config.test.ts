import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { configJsonSchema, scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const weak =
  "export function newToken() {\n  const token = Math.random().toString(36);\n  return token;\n}\n";

function scanWith(config: string, files: Readonly<Record<string, string>> = { "src/a.js": weak }) {
  return scan(memoryWorkspace(new Map(Object.entries({ ".etna/config.yaml": config, ...files }))));
}

describe("what a repository asks of a scan", () => {
  it("leaves paths out, and says so: a whole folder as one", async () => {
    const files = {
      "src/a.js": weak,
      "old/a.js": weak,
      "old/deep/b.js": weak,
      "src/x.gen.js": weak,
    };
    const report = await scanWith('paths: { exclude: ["old/**", "**/*.gen.js"] }', files);
    expect(report.findings.map(({ path }) => path)).toEqual(["src/a.js"]);
    expect(report.skipped).toEqual([
      { path: "old/", reason: "excluded" },
      { path: "src/x.gen.js", reason: "excluded" },
    ]);
    expect(report.problems).toEqual([]);
  });

  it("scans only what is included", async () => {
    const files = { "src/a.js": weak, "b.js": weak };
    const report = await scanWith('paths: { include: ["src"] }', files);
    expect(report.findings.map(({ path }) => path)).toEqual(["src/a.js"]);
    expect(report.skipped).toContainEqual({ path: "b.js", reason: "excluded" });
  });

  it.each([
    ["js/insecure-random: off", 0],
    ["js/*: off", 0],
    ['js/*: off\n  "js/insecure-random": on', 1],
    ["js/insecure-random: { enabled: false }", 0],
    ['js/insecure-random: { paths: { exclude: ["src/**"] } }', 0],
    ['js/*: { paths: { exclude: ["lib/**"] } }', 1],
  ])("rules: %s leaves %i findings", async (rules, count) => {
    const report = await scanWith(`rules:\n  ${rules}\n`);
    expect(report.findings).toHaveLength(count);
    expect(report.problems).toEqual([]);
  });

  it("grades a rule, in findings of this tree alone", async () => {
    const report = await scanWith("rules: { js/insecure-random: { severity: low } }");
    expect(report.findings[0]?.severity).toBe("low");
    expect((await scanWith("")).findings[0]?.severity).not.toBe("low");
  });

  it("is overruled by who asks for a rule by name", async () => {
    const workspace = memoryWorkspace(
      new Map([
        [".etna/config.yaml", "rules: { js/insecure-random: off }"],
        ["a.js", weak],
      ]),
    );
    const report = await scan(workspace, { ruleIds: ["js/insecure-random"] });
    expect(report.findings).toHaveLength(1);
  });

  it("bounds files and tells the budget of proposals", async () => {
    const long = `${weak}${"// a line of words\n".repeat(200)}`;
    const report = await scanWith("budgets: { filesMaxKb: 1, openPullRequests: 3 }", {
      "a.js": long,
    });
    expect(report.skipped).toEqual([{ path: "a.js", reason: "too_large" }]);
    expect(report.budgets).toEqual({ openPullRequests: 3 });
  });

  it.each([
    ["an unknown field", "path: {}\n", 1, "`path` is unknown. Allowed here: paths, rules, budgets"],
    ["an unknown field within", "paths:\n  exlude: []\n", 2, "Allowed here: include, exclude"],
    ["an unknown rule", "rules:\n\n  js/nothing: off\n", 3, "There is no rule `js/nothing`."],
    [
      "an unknown setting",
      "rules:\n  js/exec-template:\n    level: high\n",
      3,
      "enabled, severity",
    ],
    ["another severity", "rules:\n  js/exec-template:\n    severity: grave\n", 3, "critical"],
    ["a number out of bounds", "budgets:\n  ruleTimeMs: 1\n", 2, "budgets.ruleTimeMs"],
    [
      "a pattern that leaves the tree",
      'paths:\n  exclude: ["../x"]\n',
      2,
      "A path pattern must not",
    ],
    ["no mapping", "- a\n", 1, "must be a mapping"],
    ["no YAML", "paths: {\n", 2, "no YAML"],
    ["a member twice", "rules: {}\nrules: {}\n", 2, "no YAML"],
    ["an alias", "paths: &a {}\nbudgets: *a\n", 1, "Anchors and aliases"],
    ["a tag", "paths: !!js/function x\n", 1, "paths"],
  ])("names the line of %s, and goes on", async (_what, config, line, words) => {
    const report = await scanWith(config);
    expect(report.findings).toHaveLength(1);
    const [problem] = report.problems;
    expect(problem?.path).toBe(".etna/config.yaml");
    expect(problem?.message).toContain(words);
    expect(problem?.line).toBe(line);
  });

  it("keeps what is right beside what is wrong", async () => {
    const report = await scanWith(
      "what: 1\nrules: { js/insecure-random: { severity: low }, x: off }\n",
    );
    expect(report.findings[0]?.severity).toBe("low");
    expect(report.problems).toHaveLength(2);
  });

  it("is called config.yaml, and is small", async () => {
    const other = await scan(memoryWorkspace(new Map([[".etna/config.yml", "rules: {}"]])));
    expect(other.problems[0]?.message).toContain(".etna/config.yaml");
    const large = await scanWith(`# ${"x".repeat(70_000)}\n`);
    expect(large.problems[0]?.message).toContain("64 kB");
  });

  it("has a JSON Schema that takes what the scan takes, and refuses what it refuses", () => {
    const validate = new Ajv2020({ strict: false }).compile(configJsonSchema());
    const whole = {
      paths: { include: ["src/**"], exclude: ["**/x"] },
      rules: {
        "js/*": "off",
        "js/exec-template": { enabled: true, severity: "low", paths: { exclude: ["a"] } },
      },
      budgets: { openPullRequests: 1, filesMaxKb: 100, ruleTimeMs: 500 },
      customRules: "off",
    };
    expect(validate(whole), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...whole, more: 1 })).toBe(false);
    expect(validate({ rules: { "js/*": "maybe" } })).toBe(false);
    expect(validate({ budgets: { ruleTimeMs: 1 } })).toBe(false);
  });
});
