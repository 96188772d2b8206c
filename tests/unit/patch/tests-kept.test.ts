import { describe, expect, it } from "vitest";
import { checkReach, checkTestsKept } from "#lib/engines/patch/index.ts";

const script = `import { expect, it } from "vitest";

it("refuses", () => {
  const answer = ask();
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual({
    ok: false,
  });
});
`;
const python = `def test_refuses():
    answer = ask()
    assert answer.status == 403
    with pytest.raises(Refused):
        ask_again()
`;

function outcome(path: string, before: string | null, after: string | null): string {
  return checkTestsKept([{ path, before, after }]).outcome;
}

describe("tests are not weakened", () => {
  const weaker: readonly (readonly [string, string, string])[] = [
    ["an assertion is deleted", "  expect(answer.status).toBe(403);\n", ""],
    ["an assertion expects something else", "toBe(403)", "toBe(200)"],
    ["an assertion is loosened", "toBe(403)", "toBeDefined()"],
    [
      "an assertion is turned around",
      "expect(answer.status).toBe",
      "expect(answer.status).not.toBe",
    ],
    ["an assertion is commented out", "  expect(answer.status)", "  // expect(answer.status)"],
    [
      "an assertion is inside a comment",
      "  expect(answer.status).toBe(403);",
      "  /*\n  expect(answer.status).toBe(403);\n  */",
    ],
    ["a later line of an assertion changes", "ok: false", "ok: expect.anything()"],
    ["the test is skipped", 'it("refuses"', 'it.skip("refuses"'],
    ["another test alone is run", 'it("refuses"', 'it.only("other", () => {});\nit("refuses"'],
    ["the test is expected to fail", 'it("refuses"', 'it.fails("refuses"'],
    ["the test ends before it asserts", "  const answer", "  return;\n  const answer"],
    [
      "the assertions stand where nothing runs",
      "  expect(answer.status)",
      "  if (false) expect(answer.status)",
    ],
    [
      "a failure is caught",
      "  expect(answer.status).toBe(403);",
      "  try {\n  expect(answer.status).toBe(403);\n  } catch {}",
    ],
    ["the asked is mocked", 'it("refuses"', 'vi.mock("../src/ask.ts");\nit("refuses"'],
    ["a constant makes it true", "toBe(403)", "toBe(403 || true)"],
    ["the program ends", "  const answer", "  process.exit(0);\n  const answer"],
    ["the test goes", script, 'import { it } from "vitest";\n'],
  ];
  it.each(weaker)("refuses it when %s", (_what, from, to) => {
    expect(script).toContain(from);
    expect(outcome("test/ask.test.ts", script, script.replace(from, to))).toBe("failed");
  });

  it.each([
    ["an assertion is deleted", "    assert answer.status == 403\n", ""],
    ["an assertion is loosened", "== 403", ">= 200"],
    ["an assertion is commented out", "    assert answer", "    # assert answer"],
    ["the expected error is wider", "pytest.raises(Refused)", "pytest.raises(Exception)"],
    ["the test is skipped", "def test_refuses", "@pytest.mark.skip\ndef test_refuses"],
    ["the test is renamed away", "def test_refuses", "def refuses"],
    ["it ends before", "    answer = ask()", "    return\n    answer = ask()"],
  ])("refuses it in Python when %s", (_what, from, to) => {
    expect(outcome("tests/test_ask.py", python, python.replace(from, to))).toBe("failed");
  });

  it.each([
    ["vitest.config.ts", "a", "b"],
    ["conftest.py", "a", "b"],
    ["test/__snapshots__/a.test.ts.snap", "a", "b"],
    ["package.json", '{"scripts":{"test":"vitest"}}', '{"scripts":{"test":"true"}}'],
    ["test/ask.test.ts", script, null],
  ])("refuses a change of %s", (path, before, after) => {
    expect(outcome(path, before, after)).toBe("failed");
  });

  it("lets tests be added, moved and told other names, and code be changed", () => {
    const added = `${script}\nit("answers", () => {\n  expect(ask().status).toBe(200);\n});\n`;
    expect(outcome("test/ask.test.ts", script, added)).toBe("passed");
    expect(outcome("test/ask.test.ts", script, script.replace("= ask()", "= askNow()"))).toBe(
      "passed",
    );
    expect(outcome("test/new.test.ts", null, script)).toBe("passed");
    expect(outcome("src/ask.ts", "assert(a);\n", "\n")).toBe("passed");
    expect(outcome("package.json", '{"version":"1"}', '{"version":"2"}')).toBe("passed");
  });
});

describe("a fix reaches for nothing new", () => {
  const base =
    'export function f(x: string) {\n  return exec("cat " + x, process.env.A, "https://known.example/a");\n}\n';
  const reach = (after: string, environment = false) =>
    checkReach([{ path: "src/a.ts", before: base, after }], { environment });
  const plus = (line: string) => base.replace("  return", `  ${line}\n  return`);

  it.each([
    "send(process.env.AWS_SECRET_ACCESS_KEY);",
    'send(process["env"].A);',
    'readFileSync(".env");',
    'readFileSync("/proc/self/environ");',
    'readFileSync(home + "/.ssh/id_rsa");',
    'import { spawn } from "node:child_process";',
    "spawn(x);",
    "eval(x);",
    "new Function(x)();",
    'await import("da" + "ta:");',
    'require(["child", "process"].join("_"));',
    "[].constructor.constructor(x)();",
    "fetch(x);",
    'import http from "node:http";',
    'load("https://elsewhere.example/x");',
    'img.src = "//elsewhere.example/x";',
    "atob(x);",
    "const { env } = process;",
    "const p = process;",
    'import { env } from "node:process";',
    'import { readFileSync } from "node:fs";',
    'process.getBuiltinModule("fs");',
    'require("child" + "_process");',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code of another
    'require(`chi${"ld"}_process`);',
    'setTimeout("x", 1);',
    'global["pro" + "cess"];',
    "new Worker(x);",
    "from os import environ",
    "import os as o",
    'getattr(os, "sys" + "tem")(x)',
    "import socket",
    "import ctypes",
  ])("refuses %s", (line) => {
    expect(reach(plus(line)).outcome).toBe("failed");
  });

  const manifest = { scripts: { build: "tsc" }, dependencies: { a: "1.0.0" } };
  it.each([
    ["package.json", { ...manifest, dependencies: { a: "1.0.0", b: "1.0.0" } }],
    ["app/package.json", { ...manifest, devDependencies: { b: "1.0.0" } }],
    ["package.json", { ...manifest, scripts: { build: "tsc", postinstall: "node a.js" } }],
    ["package.json", { ...manifest, scripts: { build: "tsc", prebuild: "node a.js" } }],
    ["package.json", []],
    ["requirements-dev.txt", {}],
    ["pyproject.toml", {}],
  ])("refuses a change of %s that installs something: %j", (path, after) => {
    const change = { path, before: JSON.stringify(manifest), after: JSON.stringify(after) };
    expect(checkReach([change], { environment: false }).outcome).toBe("failed");
  });

  it("lets other lines of a package.json change", () => {
    const after = JSON.stringify({ ...manifest, scripts: { build: "tsc -p ." }, private: true });
    const change = { path: "package.json", before: JSON.stringify(manifest), after };
    expect(checkReach([change], { environment: false }).outcome).toBe("passed");
  });

  it("lets a module be loaded by its name, and words be words", () => {
    expect(reach(plus('const path = require("node:path");')).outcome).toBe("passed");
    expect(reach(plus("import hmac, secrets")).outcome).toBe("passed");
    expect(reach(plus("// the process ends, and its files are global")).outcome).toBe("passed");
  });

  it("lets a line be written anew that did so before", () => {
    expect(reach(base.replace('exec("cat " + x', 'execFile("cat", [x]')).outcome).toBe("passed");
    expect(reach(base.replace("known.example/a", "known.example/b")).outcome).toBe("passed");
    expect(reach(plus("const y = crypto.randomUUID();")).outcome).toBe("passed");
  });

  it("lets the environment be read where the finding is a secret in the source", () => {
    expect(reach(plus("const key = process.env.API_KEY;"), true).outcome).toBe("passed");
    expect(reach(plus("fetch(process.env.API_KEY);"), true).outcome).toBe("failed");
  });
});
