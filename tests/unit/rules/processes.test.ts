import { describe, expect, it } from "vitest";
import type { Workspace } from "#lib/base/index.ts";
import { type Rule, rules, scan } from "#lib/engines/rules/index.ts";
import { proposeFix } from "#lib/engines/rules/propose-fix.ts";
import { scanJob } from "#lib/engines/rules/scan-job.ts";
import { memoryWorkspace, sampleFiles } from "#lib/platform/workspace/index.ts";

const weak = "const token = Math.random().toString(36);\n";

/** Looks at every number for every number of the program, four deep: years of work for the matcher. */
const endless = `id: endless
language: js
message: Never
rule:
  kind: number
  inside: { kind: program, stopBy: end, has: { kind: number, stopBy: end, inside: { kind: program, stopBy: end, has: { kind: number, stopBy: end, inside: { kind: program, stopBy: end, has: { regex: "^none$", stopBy: end } } } } } }
fix: "0"
`;
const numbers = `${weak}${"f(a, 1, [2, 3]);\n".repeat(600)}`;

function tree(files: Readonly<Record<string, string>>): Workspace {
  return memoryWorkspace(new Map(Object.entries(files)));
}

/** Processes start slowly on a machine that is busy. */
const patient = { timeout: 120_000 };

describe("several processes", patient, () => {
  it("report byte for byte what one does, in the same order", async () => {
    const files = new Map<string, string>();
    const sample = await sampleFiles();
    for (let copy = 0; copy < 6; copy++) {
      for (const [path, text] of sample) files.set(`copy-${copy}/${path}`, text);
      files.set(`copy-${copy}/broken.js`, `${weak}function (\n`);
      files.set(`copy-${copy}/old.min.js`, weak);
    }
    const workspace = memoryWorkspace(files);
    const alone = JSON.stringify(await scan(workspace, { processes: 0 }));
    expect(JSON.parse(alone).findings.length).toBeGreaterThan(40);
    for (const processes of [1, 2]) {
      expect(JSON.stringify(await scan(workspace, { processes })), String(processes)).toBe(alone);
    }
  });

  it("read for their fixes what the workspace has, and meet what it has not", async () => {
    const workspace = tree({
      "a.js": weak,
      "package.json": '{ "type": "module" }',
      "b/c.js": weak,
    });
    const alone = await scan(workspace, { processes: 0 });
    expect(alone.findings.map(({ fixable }) => fixable)).toEqual([true, true]);
    expect(await scan(workspace, { processes: 1 })).toEqual(alone);
  });

  it("are ended when the scan is called off", async () => {
    const controller = new AbortController();
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at}.js`, weak]));
    const scanning = scan(tree(files), {
      processes: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("stop")),
    });
    await expect(scanning).rejects.toThrow("stop");
  });

  it("pass on what the workspace throws", async () => {
    const broken: Workspace = {
      ...tree({ "a.js": weak }),
      read: () => Promise.reject(new Error("disk")),
    };
    await expect(scan(broken, { processes: 1 })).rejects.toThrow("disk");
  });
});

describe("a rule that does not come to an end", patient, () => {
  const config = "budgets: { ruleTimeMs: 100 }\n";

  it("is stopped, told, and holds up nothing else in its file or beside it", async () => {
    const files = {
      ".etna/config.yaml": config,
      ".etna/rules/a.yml": endless,
      "a.js": numbers,
      "b.js": weak,
    };
    const report = await scan(tree(files));
    expect(report.findings.map(({ path, fixable }) => [path, fixable])).toEqual([
      ["a.js", true],
      ["b.js", true],
    ]);
    expect(report.problems).toEqual([
      {
        path: "a.js",
        ruleId: "custom/endless",
        message: expect.stringContaining("longer than 100 ms"),
      },
    ]);
  });

  it("is not asked again after three files, which is told", async () => {
    const copies = Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`${at}.js`, numbers]));
    const files = { ".etna/config.yaml": config, ".etna/rules/a.yml": endless, ...copies };
    const report = await scan(tree(files), { processes: 2 });
    expect(report.findings).toHaveLength(5);
    const told = report.problems.map(({ message }) => message);
    expect(told.filter((message) => message.includes("not asked about the rest"))).toHaveLength(1);
    expect(told.length).toBeLessThan(7);
  });

  it("makes no change either", async () => {
    const workspace = tree({
      ".etna/config.yaml": config,
      ".etna/rules/a.yml": endless,
      "a.js": numbers,
    });
    const finding = { ruleId: "custom/endless", path: "a.js", fingerprint: "0".repeat(64) };
    expect(await proposeFix(workspace, finding)).toBeNull();
  });
});

describe("a rule that throws", () => {
  const [known] = rules.filter(({ id }) => id === "js/insecure-random");
  const failing = (part: Partial<Rule>): Rule => {
    if (known === undefined) throw new Error("There is no such rule.");
    return { ...known, id: "js/failing", ...part };
  };

  async function look(rule: Rule) {
    const context = {
      rules: new Map([...rules, rule].map((each) => [each.id, each])),
      known: new Set<string>(),
      workspace: tree({}),
    };
    const ruleIds = ["js/failing", "js/insecure-random"];
    return await scanJob({ path: "a.js", text: weak, ruleIds, withoutFix: [] }, context);
  }

  it("is told by its id and its file, and the others look", async () => {
    const detect = () => {
      throw new TypeError("of the rule's own");
    };
    const { findings, problems } = await look(failing({ detect }));
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(["js/insecure-random"]);
    expect(problems).toEqual([
      { path: "a.js", ruleId: "js/failing", message: "The rule's look failed (TypeError)." },
    ]);
  });

  it("has no fix where its fix throws", async () => {
    const fix = () => Promise.reject(new Error("of the fix's own"));
    const { findings, problems } = await look(failing({ fix }));
    expect(findings.map(({ ruleId, fixable }) => [ruleId, fixable])).toEqual([
      ["js/failing", false],
      ["js/insecure-random", true],
    ]);
    expect(problems[0]?.message).toBe("The rule's fix failed (Error).");
  });
});
