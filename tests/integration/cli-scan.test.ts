import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleFiles } from "#lib/platform/workspace/index.ts";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd?: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { ...(cwd === undefined ? {} : { cwd }), maxBuffer: 1 << 26 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

function etna(...args: readonly string[]): Promise<Ended> {
  return run(process.execPath, ["bin/etna.ts", ...args]);
}

let top = "";
let desk = "";

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "etna-cli-"));
  desk = join(top, "desk");
  for (const [path, text] of await sampleFiles()) {
    await mkdir(dirname(join(desk, path)), { recursive: true });
    await writeFile(join(desk, path), text);
  }
});

afterAll(async () => {
  await rm(top, { recursive: true, force: true });
});

async function copyOfDesk(name: string): Promise<string> {
  const copy = join(top, name);
  await cp(desk, copy, { recursive: true });
  return copy;
}

async function secretOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, "src/carrier.ts"), "utf8");
  return /gh[p]_\w{36}/.exec(text)?.[0] ?? "";
}

describe("etna scan", () => {
  it("shows every finding with its place and code, then what to do, and exits 1", async () => {
    const { code, stdout, stderr } = await etna("scan", desk);
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(stdout).toContain("src/sessions.ts\n\n  12:21  high  js/insecure-random  CWE-338");
    expect(stdout).toContain(
      "  > 12 │   const sessionId = Math.random().toString(36).slice(2);\n       │                     ^^^^^^^^^^^^^\n",
    );
    expect(stdout).toContain("8 findings (1 critical, 7 high) in 23 files");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      `7 can be fixed now. See the changes with: etna fix ${desk}`,
    );
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain(await secretOf(desk));
  });

  it("writes JSON and SARIF that hold the same findings and no secret", async () => {
    const json = await etna("scan", desk, "--format", "json");
    const sarif = await etna("scan", desk, "--format", "sarif");
    const findings: { fingerprint: string }[] = JSON.parse(json.stdout).findings;
    const results: { partialFingerprints: Record<string, string> }[] = JSON.parse(sarif.stdout)
      .runs[0].results;
    expect(findings).toHaveLength(8);
    expect(results.map((each) => each.partialFingerprints["etna/v1"])).toEqual(
      findings.map((each) => each.fingerprint),
    );
    expect(json.stdout + sarif.stdout).not.toContain(await secretOf(desk));
  });

  it("exits by severity and by rule as asked", async () => {
    const only = ["scan", desk, "--rules", "py/yaml-load"];
    expect((await etna(...only)).code).toBe(1);
    expect((await etna(...only, "--fail-on", "high")).code).toBe(1);
    const critical = await etna(...only, "--fail-on", "critical");
    expect(critical.code).toBe(0);
    expect(critical.stdout).toContain("1 finding (1 high)");
  });

  it("exits 2 for wrong use and names what is wrong", async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [["scan"], "missing required argument"],
      [["scan", join(top, "none")], "cannot be found"],
      [["scan", join(desk, "README.md")], "is no folder"],
      [["scan", desk, "--rules", "js/none"], "Known rules"],
      [["scan", desk, "--format", "xml"], "Allowed choices"],
      [["fix", desk, "--finding", "xyz"], "8 to 64 characters"],
      [["fix", desk, "--finding", "0123456789abcdef"], "No finding has"],
      [["scna", desk], "unknown command"],
    ];
    for (const [args, words] of wrong) {
      const { code, stdout, stderr } = await etna(...args);
      expect([code, stdout], args.join(" ")).toEqual([2, ""]);
      expect(stderr).toContain(words);
    }
  });

  it("is calm about big, binary, broken and foreign files, and says what it left out", async () => {
    const folder = join(top, "odd");
    await mkdir(join(folder, "node_modules/x"), { recursive: true });
    await writeFile(join(folder, "big.js"), "x".repeat(50 * 1024 * 1024));
    await writeFile(join(folder, "binary.js"), Buffer.from([0x61, 0, 0x62]));
    await writeFile(join(folder, "latin.js"), Buffer.from([0x61, 0xe9, 0x62]));
    await writeFile(join(folder, "broken.js"), "function (\r\n");
    await symlink(desk, join(folder, "desk"));
    await symlink("loop.js", join(folder, "loop.js"));
    const { code, stdout } = await etna("scan", folder);
    expect(code).toBe(0);
    expect(stdout).toContain("Skipped: big.js (too large)");
    expect(stdout).toContain("Skipped: binary.js (binary)");
    expect(stdout).toContain("Skipped: latin.js (invalid utf8)");
    expect(stdout).toContain("Skipped: desk, loop.js (symlink)");
    expect(stdout).toContain("Skipped: node_modules/ (excluded)");
    expect(stdout).toMatch(/No findings in 1 file, .*\nNothing to do\.\n$/);
  });

  it("does not let a file's text or name write to the terminal", async () => {
    const folder = join(top, "escape");
    await mkdir(folder);
    await writeFile(
      join(folder, "a\u001b[31m.js"),
      "const token = Math.random(); // \u001b]0;x\u0007\u202e\n",
    );
    const { stdout } = await etna("scan", folder);
    expect(stdout).toContain("\\u{1b}[31m.js");
    for (const char of "\u001b\u0007\u202e") expect(stdout).not.toContain(char);
  });
});

describe("etna fix", () => {
  it("prints one diff that git applies, after which only what needs a model is left to find", async () => {
    const folder = await copyOfDesk("diff");
    const { code, stdout, stderr } = await etna("fix", folder);
    expect(code).toBe(1);
    expect(stderr).toContain("left: src/history.ts:5 js/exec-template");
    expect(stderr).toContain("7 fixed in 7 files, 1 left.");
    expect(await readFile(join(folder, "src/labels.ts"), "utf8")).toContain("execAsync");
    await writeFile(join(top, "all.patch"), stdout);
    expect(await run("git", ["init", "-q"], folder)).toMatchObject({ code: 0 });
    expect(await run("git", ["apply", join(top, "all.patch")], folder)).toMatchObject({ code: 0 });
    expect((await etna("scan", folder)).stdout).toContain("1 finding (1 high) in 23 files");
  });

  it("writes the same change with --write, and the sample still passes its tests", async () => {
    const folder = await copyOfDesk("write");
    expect(await etna("fix", folder, "--write")).toMatchObject({ code: 1, stdout: "" });
    expect(await readFile(join(folder, "src/labels.ts"), "utf8")).toContain(
      `await execFileAsync("lp", ["-d", printer, "-t", code, \`labels/\${code}.txt\`]);`,
    );
    const tests = await run(process.execPath, ["--test"], folder);
    expect(tests.code, tests.stdout).toBe(0);
    const again = await etna("fix", folder, "--write");
    expect(again.stderr).toContain("0 fixed in 0 files, 1 left.");
  });

  it("keeps to one rule or one finding", async () => {
    const rule = await etna("fix", desk, "--rule", "py/yaml-load");
    expect(rule.stdout.match(/^diff /gm)).toHaveLength(1);
    const [finding] = JSON.parse((await etna("scan", desk, "--format", "json")).stdout).findings;
    const one = await etna("fix", desk, "--finding", finding.fingerprint.slice(0, 12));
    expect(one.stdout).toContain(`+++ b/${finding.path}`);
    expect(one.stdout.match(/^diff /gm)).toHaveLength(1);
  });

  it("says which finding it leaves, and exits 1", async () => {
    const folder = join(top, "left");
    await mkdir(folder);
    const code = `import { exec } from "node:child_process";\nexport const f = (x) => exec("cat " + x + " | wc");\n`;
    await writeFile(join(folder, "a.mjs"), code);
    const ended = await etna("fix", folder);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain("left: a.mjs:2 js/exec-template");
  });
});
