import { describe, expect, it } from "vitest";
import { findContext } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const filler = Array.from({ length: 60 }, (_, at) => `export const other${at} = ${at};`).join("\n");
const script = new Map([
  [
    "src/token.ts",
    `import { readFileSync } from "node:fs";
import { log } from "./log.ts";
import { pad } from "#src/tools/index.ts";
import type { Options } from "./options.ts";
${filler}
interface Local {
  readonly a: string;
}

export const newToken = (options: Options): Local => {
  const made = [1, 2].map(() => Math.random());
  log(pad(String(made), options.length));
  return { a: shorten(String(made)) };
};

function shorten(text: string): string {
  return text.slice(2);
}
`,
  ],
  [
    "src/log.ts",
    `${filler}\nexport function log(text: string): void {\n  process.stdout.write(text);\n}\n`,
  ],
  ["src/options.ts", `${filler}\nexport interface Options {\n  readonly length: number;\n}\n`],
  ["src/tools/index.ts", 'export { padded as pad } from "./pad.ts";\n'],
  [
    "src/tools/pad.ts",
    `${filler}\nexport function padded(text: string, to: number): string {\n  return text.padEnd(to);\n}\n`,
  ],
  [
    "src/session.ts",
    `import { newToken } from "./token.ts";\n${filler}\nexport function begin() {\n  return newToken({ length: 3 });\n}\n`,
  ],
  [
    "src/unrelated.ts",
    `${filler}\nexport function use(token: { newToken(): void }) {\n  token.newToken();\n}\n`,
  ],
  [
    "test/token.test.ts",
    `import { newToken } from "../src/token.ts";\n${filler}\nit("is made", () => {\n  expect(newToken({ length: 4 }).a).toBeTruthy();\n});\n`,
  ],
  ["node_modules/x/index.js", 'import "src/token"; newToken();\n'],
]);
const line = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

describe("the context of a finding", () => {
  const text = script.get("src/token.ts") ?? "";
  const at = line(text, "Math.random");
  const place = { path: "src/token.ts", startLine: at, endLine: at };

  async function shown(maxBytes = 4000) {
    const pieces = await findContext(memoryWorkspace(script), place, maxBytes);
    return pieces.map(({ path, startLine, endLine, why }) => {
      const lines = (script.get(path) ?? "").split("\n").slice(startLine - 1, endLine);
      return { why, path, text: lines.join("\n") };
    });
  }

  it("is the named function around it, what it names, its test and its caller, and nothing else", async () => {
    const pieces = await shown();
    expect(pieces[0]).toMatchObject({
      why: "around",
      text: expect.stringMatching(/^export const newToken[\s\S]*\n\};$/),
    });
    const of = (why: string) =>
      pieces.filter((piece) => piece.why === why).map((piece) => piece.text);
    expect(of("import").join("\n")).toContain('import { log } from "./log.ts";');
    expect(of("import").join("\n")).not.toContain("readFileSync");
    expect(of("type")).toEqual([
      "export interface Options {\n  readonly length: number;\n}",
      "interface Local {\n  readonly a: string;\n}",
    ]);
    expect(of("callee").join("\n")).toContain("export function padded(");
    expect(of("callee").join("\n")).toContain("export function log(");
    expect(of("callee").join("\n")).toContain("function shorten(");
    expect(of("test")[0]).toMatch(/^it\("is made"[\s\S]*\}\);?$/);
    expect(pieces.filter(({ why }) => why === "caller").map(({ path }) => path)).toEqual([
      "src/session.ts",
    ]);
    expect(pieces.map(({ text: each }) => each).join("\n")).not.toContain("other20");
  });

  it("keeps to its bytes, the best first, and shows the place in any case", async () => {
    const pieces = await shown(100);
    const rest = pieces.slice(1).reduce((sum, piece) => sum + piece.text.length, 0);
    expect(pieces[0]?.text).toContain("Math.random()");
    expect(rest).toBeLessThanOrEqual(100);
  });

  it("shows no line twice", async () => {
    const pieces = await findContext(memoryWorkspace(script), place, 9000);
    const lines = pieces.flatMap(({ path, startLine, endLine }) =>
      Array.from({ length: endLine - startLine + 1 }, (_, more) => `${path}:${startLine + more}`),
    );
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("follows Python's imports, decorators and tests", async () => {
    const python = new Map([
      [
        "app/rates.py",
        `import yaml\nfrom .tools import clean\nfrom app.types import Rate\n\nLIMIT = 3\n\n\n@cached\ndef load_rates(path) -> Rate:\n    with open(path) as file:\n        return clean(yaml.load(file), LIMIT)\n`,
      ],
      [
        "app/tools.py",
        "def other():\n    pass\n\n\ndef clean(rows, limit):\n    return rows[:limit]\n",
      ],
      ["app/types.py", "class Rate:\n    price = 0\n"],
      [
        "app/main.py",
        "from app.rates import load_rates\n\n\ndef main():\n    print(load_rates('a'))\n",
      ],
      [
        "tests/test_rates.py",
        "from app.rates import load_rates\n\n\ndef test_loads():\n    assert load_rates('b')\n",
      ],
    ]);
    const pieces = await findContext(
      memoryWorkspace(python),
      { path: "app/rates.py", startLine: 11, endLine: 11 },
      4000,
    );
    expect(
      pieces.map(({ why, path, startLine, endLine }) => `${why} ${path} ${startLine}-${endLine}`),
    ).toEqual([
      "around app/rates.py 8-11",
      "import app/rates.py 1-1",
      "import app/rates.py 2-2",
      "import app/rates.py 3-3",
      "callee app/types.py 1-2",
      "callee app/tools.py 5-6",
      "callee app/rates.py 5-5",
      "test tests/test_rates.py 4-5",
      "caller app/main.py 2-6",
    ]);
  });

  it("is the lines around in a file without a tree, at the top of a module, and after its end", async () => {
    const yaml = new Map([
      ["ci.yml", Array.from({ length: 99 }, (_, each) => `k${each}: 1`).join("\n")],
    ]);
    expect(
      await findContext(memoryWorkspace(yaml), { path: "ci.yml", startLine: 50, endLine: 51 }, 500),
    ).toEqual([{ path: "ci.yml", startLine: 35, endLine: 66, why: "around" }]);
    const top = new Map([["a.js", `const a = 1;\nconst token = Math.random();\nconst b = 2;\n`]]);
    expect(
      await findContext(memoryWorkspace(top), { path: "a.js", startLine: 2, endLine: 2 }, 500),
    ).toEqual([{ path: "a.js", startLine: 2, endLine: 2, why: "around", name: null }]);
    expect(
      await findContext(memoryWorkspace(top), { path: "none.js", startLine: 2, endLine: 2 }, 500),
    ).toEqual([]);
    expect(
      await findContext(memoryWorkspace(top), { path: "a.js", startLine: 900, endLine: 900 }, 500),
    ).toHaveLength(1);
  });

  it("shows of a very long function the lines around the place", async () => {
    const long = `export function long() {\n${"  work();\n".repeat(500)}  Math.random();\n${"  work();\n".repeat(500)}}\n`;
    const [around] = await findContext(
      memoryWorkspace(new Map([["a.ts", long]])),
      { path: "a.ts", startLine: 502, endLine: 502 },
      500,
    );
    expect(around).toMatchObject({ startLine: 487, endLine: 517 });
  });
});
