import { describe, expect, it } from "vitest";
import { scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const fault = "const token = Math.random();";
const id = "js/insecure-random";

async function look(path: string, text: string) {
  const { findings, ignored, ignoreMarks } = await scan(memoryWorkspace(new Map([[path, text]])));
  return { open: findings.length, ignored: ignored.map((each) => each.ignoreReason), ignoreMarks };
}

describe("a comment that excuses", () => {
  it.each([
    ["a.js", `// etna-ignore ${id}: demo\n${fault}\n`],
    ["a.js", `${fault} // etna-ignore ${id}: demo\n`],
    ["a.js", `/* etna-ignore ${id}: demo */\n${fault}\n`],
    ["a.js", `/*\n * etna-ignore ${id}: demo\n */\n${fault}\n`],
    ["a.js", `/**\n * Words before.\n * etna-ignore ${id}: demo\n * Words after.\n */\n${fault}\n`],
    ["a.tsx", `const a = <p>{/* etna-ignore ${id}: demo */}\n{(token = Math.random())}</p>;\n`],
    ["a.js", `// etna-ignore ${id}: demo\r\n${fault}\r\n`],
  ])("%s %s is used, and told as no trouble", async (path, text) => {
    expect(await look(path, text)).toEqual({ open: 0, ignored: ["demo"], ignoreMarks: [] });
  });

  it.each([
    [".github/workflows/a.yml", "#", ""],
    ["Dockerfile", "#", ""],
    ["a.py", "#", ""],
    ["a.html", "<!--", " -->"],
    ["a.css", "/*", " */"],
    ["a.ts", "//", ""],
  ])("is told in %s where it excuses nothing", async (path, open, close) => {
    const rule = "secrets/committed";
    const { ignoreMarks } = await look(path, `a\n${open} etna-ignore ${rule}: no more${close}\n`);
    expect(ignoreMarks).toEqual([{ path, line: 2, ruleId: rule, fault: "excuses_nothing" }]);
  });

  it.each([
    [`// etna-ignore ${id}\n${fault}`, id, "no_reason"],
    [`// etna-ignore ${id}:   \n${fault}`, id, "no_reason"],
    [`/* etna-ignore ${id}: */\n${fault}`, id, "no_reason"],
    [`// etna-ignore js/insecure-randon: a slip\n${fault}`, "js/insecure-randon", "unknown_rule"],
    [`// etna-ignore custom/none: gone\n${fault}`, "custom/none", "unknown_rule"],
  ])("%j excuses nothing, and is told", async (text, ruleId, fault) => {
    const { open, ignoreMarks } = await look("a.js", `${text}\n`);
    expect(open).toBe(1);
    expect(ignoreMarks).toEqual([{ path: "a.js", line: 1, ruleId, fault }]);
  });

  it("is told of its own line alone where two stand together", async () => {
    const text = `// etna-ignore js/exec-template: none here\n${fault} // etna-ignore ${id}: demo\n`;
    const { ignored, ignoreMarks } = await look("a.js", text);
    expect(ignored).toEqual(["demo"]);
    expect(ignoreMarks.map(({ line }) => line)).toEqual([1]);
  });

  it("is no comment in a string or in prose", async () => {
    const mark = `// etna-ignore ${id}: an example`;
    expect((await look("a.js", `const text = ${JSON.stringify(mark)};\n`)).ignoreMarks).toEqual([]);
    expect((await look("a.md", `Write\n\n    ${mark}\n`)).ignoreMarks).toEqual([]);
  });

  it("is not told of a rule that did not run", async () => {
    const workspace = memoryWorkspace(new Map([["a.js", `// etna-ignore ${id}: demo\n`]]));
    expect((await scan(workspace, { ruleIds: ["js/exec-template"] })).ignoreMarks).toEqual([]);
  });
});
