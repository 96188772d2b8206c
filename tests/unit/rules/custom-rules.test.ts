import { describe, expect, it } from "vitest";
import type { Workspace } from "#lib/base/index.ts";
import { applyChanges } from "#lib/engines/patch/index.ts";
import { proposeFix, type ScanOptions, scan as scanIn, toSarif } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

/** In this process: what other processes add is tried in processes.test.ts. */
function scan(workspace: Workspace, options: ScanOptions = {}) {
  return scanIn(workspace, { processes: 0, ...options });
}

const consoleRule = `id: no-console
language: javascript
severity: warning
message: Nothing collects what \`console.$METHOD\` writes
note: Write to the **log**.
metadata: { cwe: CWE-778, owner: platform }
rule: { pattern: console.$METHOD($$$ARGS) }
fix: log.$METHOD($$$ARGS)
`;

function tree(rules: string, files: Readonly<Record<string, string>>) {
  return memoryWorkspace(new Map(Object.entries({ ".etna/rules/house.yml": rules, ...files })));
}

describe("a repository's own rule", () => {
  const code = 'export function send(a) {\n  console.warn("sent", a, /* twice */ a);\n}\n';
  const workspace = tree(consoleRule, {
    "src/send.js": code,
    "src/send.jsx": code,
    "src/a.ts": code,
  });

  it("finds, is described, and can be told from ours", async () => {
    const report = await scan(workspace);
    expect(report.problems).toEqual([]);
    expect(report.findings.map(({ path }) => path)).toEqual(["src/send.js", "src/send.jsx"]);
    expect(report.findings[0]).toMatchObject({
      ruleId: "custom/no-console",
      severity: "medium",
      cwe: "CWE-778",
      message: "Nothing collects what `console.warn` writes",
      fixable: true,
      startLine: 2,
      startColumn: 3,
    });
    expect(report.findings[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(report.ruleIds).toContain("custom/no-console");
    expect(report.customRules[0]).toMatchObject({
      id: "custom/no-console",
      why: "Write to the **log**.",
    });
    const run = toSarif(report).runs[0];
    const index = run?.results[0]?.ruleIndex ?? -1;
    expect(run?.tool.driver.rules[index]?.id).toBe("custom/no-console");
  });

  it("repairs with what it matched, and then has nothing more to say", async () => {
    const [finding] = (await scan(workspace)).findings;
    const changes = finding && (await proposeFix(workspace, finding));
    expect(changes?.[0]?.after).toBe(code.replace("console", "log"));
    const after = await scan(applyChanges(workspace, changes ?? []));
    expect(after.findings.map(({ path }) => path)).toEqual(["src/send.jsx"]);
  });

  it("has no fix that breaks the file, leaves the finding, or brings another", async () => {
    for (const fix of ["log.(", "console.log($METHOD)", "token = Math.random()"]) {
      const rules = consoleRule.replace(/fix:.*/, `fix: ${JSON.stringify(fix)}`);
      const [finding] = (await scan(tree(rules, { "a.js": code }))).findings;
      expect(finding?.fixable, fix).toBe(false);
      expect(finding && (await proposeFix(tree(rules, { "a.js": code }), finding)), fix).toBeNull();
    }
  });

  it("is excused, switched off, graded and narrowed like ours", async () => {
    const excused = code.replace(
      "\n  console",
      "\n  // etna-ignore custom/no-console: a tool\n  console",
    );
    const ignored = await scan(tree(consoleRule, { "a.js": excused }));
    expect(ignored.ignored.map((each) => each.ignoreReason)).toEqual(["a tool"]);
    expect(ignored.ignoreMarks).toEqual([]);
    const off = { "a.js": code, ".etna/config.yaml": "customRules: off" };
    expect((await scan(tree(consoleRule, off))).findings).toEqual([]);
    const one = { "a.js": code, ".etna/config.yaml": "rules: { custom/no-console: off }" };
    expect((await scan(tree(consoleRule, one))).findings).toEqual([]);
    const graded = { "a.js": code, ".etna/config.yaml": "rules: { custom/*: { severity: low } }" };
    expect((await scan(tree(consoleRule, graded))).findings[0]?.severity).toBe("low");
    const narrowed = `${consoleRule}files: ["lib/**"]\nignores: ["lib/old/**"]\n`;
    const files = { "a.js": code, "lib/a.js": code, "lib/old/a.js": code };
    const { findings } = await scan(tree(narrowed, files));
    expect(findings.map(({ path }) => path)).toEqual(["lib/a.js"]);
  });

  it("switches off none of ours, whatever it is called", async () => {
    const rules = consoleRule.replace("no-console", "insecure-random");
    const report = await scan(tree(rules, { "a.js": `const token = Math.random();\n${code}` }));
    expect(report.findings.map(({ ruleId }) => ruleId)).toEqual([
      "js/insecure-random",
      "custom/insecure-random",
    ]);
  });

  it.each([
    ["typescript", "a.ts", "let x: any = 1;", "kind: predefined_type"],
    ["tsx", "a.tsx", "const a = <b>c</b>;", "kind: jsx_element"],
    ["python", "a.py", "print(1)\n", "pattern: print($A)"],
    ["html", "a.html", "<iframe></iframe>", "kind: element"],
    ["css", "a.css", "a { color: red }", "kind: declaration"],
  ])("looks at %s", async (language, path, text, rule) => {
    const rules = `id: one\nlanguage: ${language}\nmessage: Found\nrule: { ${rule} }\n`;
    const report = await scan(tree(rules, { [path]: text }));
    expect(report.problems).toEqual([]);
    expect(report.findings.map((each) => each.ruleId)).toEqual(["custom/one"]);
  });

  it("uses constraints and utilities", async () => {
    const rules = `id: two
language: js
message: Found $A
rule: { all: [{ pattern: "f($A)" }, { matches: within }] }
constraints: { A: { kind: number } }
utils: { within: { inside: { kind: function_declaration, stopBy: end } } }
`;
    const text = "f(1);\nfunction g() {\n  f(2);\n  f('x');\n}\n";
    const { findings } = await scan(tree(rules, { "a.js": text }));
    expect(findings.map((each) => [each.startLine, each.message])).toEqual([[3, "Found 2"]]);
  });

  it("never shows a secret that it matched", async () => {
    const token = ["gh", "p_", "Zk3Vq9R7mX2bN8wLc5Yd1Hf6Jp4Gs0TaQ2e8"].join("");
    const rules = "id: any\nlanguage: js\nmessage: Found $A\nrule: { pattern: 'f($A)' }\n";
    const report = await scan(tree(rules, { "a.js": `f("${token}");\n` }));
    expect(report.findings.length).toBeGreaterThan(1);
    expect(JSON.stringify(report)).not.toContain(token.slice(4));
  });
});

describe("a rule that is wrong", () => {
  const good = "id: good\nlanguage: js\nmessage: Found\nrule: { pattern: f() }\n";

  it.each([
    [
      "an unknown field",
      "id: x\nlanguage: js\nmessage: m\nrule: { pattern: x }\ntransform: {}\n",
      5,
      "`transform` is unknown. Allowed here: id, language",
    ],
    [
      "no language of ours",
      "id: x\nlanguage: cobol\nmessage: m\nrule: { pattern: x }\n",
      2,
      "javascript, typescript",
    ],
    [
      "nothing to look for",
      "id: x\nlanguage: js\nmessage: m\nrule: {}\n",
      4,
      "must say what to look for",
    ],
    [
      "a kind that there is not",
      "id: x\nlanguage: js\nmessage: m\nrule: { kind: nope }\n",
      1,
      "nope",
    ],
    [
      "a pattern that is none",
      "id: x\nlanguage: js\nmessage: m\nrule: { pattern: '' }\n",
      1,
      "attern",
    ],
    ["a bad expression", "id: x\nlanguage: js\nmessage: m\nrule: { regex: '(' }\n", 1, "egex"],
    [
      "a path as its id",
      "id: ../x\nlanguage: js\nmessage: m\nrule: { pattern: x }\n",
      1,
      "letters, digits",
    ],
    ["an id that is taken", good, 1, "is there already, at .etna/rules/a.yml:1"],
    ["an alias", "id: &a x\nlanguage: *a\n", 1, "Anchors and aliases"],
    ["no YAML", "id: [\n", 2, "no YAML"],
  ])(
    "because of %s is told by file and line, and the others run",
    async (_what, text, line, words) => {
      const path = ".etna/rules/b.yml";
      const report = await scan(
        memoryWorkspace(
          new Map([
            [".etna/rules/a.yml", good],
            [path, text],
            ["a.js", "f();\n"],
          ]),
        ),
      );
      expect(report.findings.map(({ ruleId }) => ruleId)).toEqual(["custom/good"]);
      expect(report.problems).toHaveLength(1);
      expect(report.problems[0]?.message).toContain(words);
      expect(report.problems[0]).toMatchObject({ path, line });
    },
  );

  it("is one document of several, and there are at most 200", async () => {
    const many = Array.from({ length: 210 }, (_, at) => good.replace("id: good", `id: good-${at}`));
    const broken = ["id: [", ...many.slice(0, 3)].join("---\n");
    const some = await scan(tree(many.slice(0, 2).join("---\n"), { "a.js": "f();\n" }));
    expect(some.findings).toHaveLength(2);
    expect((await scan(tree(broken, { "a.js": "f();\n" }))).problems.length).toBeGreaterThan(0);
    const full = await scan(tree(many.join("---\n"), {}));
    expect(full.ruleIds.filter((id) => id.startsWith("custom/"))).toHaveLength(200);
    expect(full.problems[0]?.message).toContain("Only 200 rules");
  });
});
