import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dependency } from "#lib/engines/rules/index.ts";
import { directoryWorkspace, sampleFiles } from "#lib/platform/workspace/index.ts";
import { changedSince } from "../../bin/etna/changed-since.ts";
import { findingAt } from "../support/findings.ts";

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

async function gitIn(folder: string, ...args: readonly string[]): Promise<void> {
  const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  const ended = await run("git", [...person, ...args], folder);
  expect(ended.code, ended.stderr).toBe(0);
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

describe("etna scan, for people and for machines", () => {
  it("groups as asked, and says little where asked", async () => {
    const rules = await etna("scan", desk, "--group", "rule");
    expect(rules.stdout).toContain(
      "js/insecure-random: Guessable random value in a secret\n\n  src/bookings.ts:37:33  high",
    );
    expect(rules.stdout).toContain("  Fix: Take the secret from a cryptographic source\n");
    const quiet = await etna("scan", desk, "--quiet", "--rules", "py/yaml-load");
    expect(quiet.stdout).toMatch(
      /^scripts\/import_rates\.py:11:16 high py\/yaml-load `yaml\.load`.*\n$/,
    );
  });

  it("writes several formats of one scan, and fails as gravely as asked", async () => {
    const [sarif, quality] = [join(top, "etna.sarif"), join(top, "quality.json")];
    const { code, stdout } = await etna(
      ...["scan", desk, "--format", "sarif", "--output", sarif, "--output", `gitlab=${quality}`],
      ...["--fail-on", "never"],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("8 findings (1 critical, 7 high)");
    const { results } = JSON.parse(await readFile(sarif, "utf8")).runs[0];
    const report = JSON.parse(await readFile(quality, "utf8"));
    expect(report.map((each: { fingerprint: string }) => each.fingerprint)).toEqual(
      results.map((each: { partialFingerprints: object }) =>
        Object.values(each.partialFingerprints).at(0),
      ),
    );
    expect(results.filter((each: object) => "fixes" in each)).toHaveLength(7);
    const wrong = await etna("scan", desk, "--output", join(top, "none/x.json"));
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain("cannot be written (ENOENT)");
  });
});

describe("etna scan and fix of what changed", () => {
  const weak = (name: string) =>
    `export const ${name}Token = () => Math.random().toString(36).slice(2);\n`;
  let repository = "";

  beforeAll(async () => {
    repository = await copyOfDesk("changed");
    const git = (...args: string[]) => gitIn(repository, ...args);
    await git("init", "-q", "-b", "main");
    await writeFile(join(repository, "src/old.js"), weak("old") + weak("older"));
    await writeFile(join(repository, "src/moved.js"), weak("moved"));
    await git("add", "-A");
    await git("commit", "-qm", "base");
    await git("checkout", "-qb", "work");
    await writeFile(join(repository, "src/old.js"), weak("old") + weak("mine") + weak("older"));
    await git("mv", "src/moved.js", "src/elsewhere.js");
    await git("commit", "-qam", "work");
    await git("checkout", "-q", "main");
    await writeFile(join(repository, "src/theirs.js"), weak("theirs"));
    await git("add", "-A");
    await git("commit", "-qm", "meanwhile");
    await git("checkout", "-q", "work");
    await writeFile(join(repository, "src/új név.js"), weak("untracked"));
  });

  it("are of lines since the merge base and of new files, committed or not", async () => {
    const { code, stdout, stderr } = await etna("scan", repository, "--changed-since", "main");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toContain("src/old.js\n\n  2:32  high");
    expect(stdout).toContain("src/új név.js\n\n  1:37  high");
    expect(stdout).toContain(
      "Only lines changed since main count; 11 findings elsewhere are left out.",
    );
    expect(stdout).toContain("2 findings (2 high)");
    const folder = join(repository, "src");
    const below = await etna("scan", folder, "--changed-since", "main", "--format", "github");
    expect(below.stdout.match(/file=src\/[^,]+,line=\d+/g)).toEqual([
      "file=src/old.js,line=2",
      "file=src/új név.js,line=1",
    ]);
  });

  it("are what a fix keeps to, too", async () => {
    const { stdout, stderr } = await etna("fix", repository, "--changed-since", "main");
    expect(stdout.match(/^diff .*$/gm)).toHaveLength(2);
    expect(stdout.match(/^-export.*$/gm)).toHaveLength(2);
    expect(stderr).toMatch(/^fixed: js\/insecure-random {2}2 {2}Take the secret/);
    expect(stderr).toContain("2 fixed in 2 files, 0 left.");
    const grave = await etna(
      "fix",
      repository,
      "--severity",
      "critical",
      "--rule",
      "js/exec-template",
    );
    expect(grave).toMatchObject({ code: 0, stdout: "" });
  });

  it("are of a package where its manifest or its lockfile changed", async () => {
    const folder = join(top, "packages");
    await mkdir(folder);
    await gitIn(folder, "init", "-q");
    await writeFile(join(folder, "package.json"), "{}\n");
    await writeFile(join(folder, "package-lock.json"), "{}\n");
    await gitIn(folder, "add", "-A");
    await gitIn(folder, "commit", "-qm", "base");
    const dependency: Dependency = {
      ...{ ecosystem: "npm", name: "lodash", version: "4.17.20", fixedVersion: "4.17.21" },
      ...{ major: false, manifest: "package.json", lockfile: "package-lock.json" },
      ...{ advisories: [], aliases: [], direct: true, dev: false },
    };
    const finding = findingAt("package.json", 1, { dependency });
    const touched = async () =>
      await (await changedSince(folder, "HEAD", await directoryWorkspace(folder)))([finding]);
    expect(await touched()).toEqual([]);
    await writeFile(join(folder, "package-lock.json"), "{\r\n}\r\n");
    expect(await touched()).toEqual([finding]);
    await writeFile(join(folder, "package-lock.json"), "{}\r\n");
    expect(await touched()).toEqual([]);
  });

  it("are said to be out of reach, with what to do, where git does not know them", async () => {
    const unknown = await etna("scan", repository, "--changed-since", "release");
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("There is no revision release in this repository.");
    const none = await etna("scan", desk, "--changed-since", "main");
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr).toContain("in no repository");
    const shallow = join(top, "shallow");
    await run("git", ["clone", "-q", "--depth=1", `file://${repository}`, shallow]);
    const base = (await run("git", ["rev-parse", "main"], repository)).stdout.trim();
    const cut = await etna("scan", shallow, "--changed-since", base);
    expect(cut).toMatchObject({ code: 2, stdout: "" });
    expect(cut.stderr).toContain("Fetch more history: git fetch --unshallow");
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
