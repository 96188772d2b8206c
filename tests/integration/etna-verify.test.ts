import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildStatement } from "#lib/engines/verify/index.ts";
import { approvedFix, type SignedFix, signFix, subjects } from "#tests/unit/verify/signed-fix.ts";
import { vectorsDirectory } from "#tests/vectors/make-signed-fixes.ts";

const run = promisify(execFile);
const start =
  'import { verifyCommand } from "./bin/etna/verify.ts"; await verifyCommand().parseAsync(process.argv.slice(1), { from: "user" });';
const root = join(vectorsDirectory, "trusted_root.json");
const patch = join(vectorsDirectory, "fix.patch");
const good = join(vectorsDirectory, "good/first.sigstore.json");
const edited = join(vectorsDirectory, "bad/edited-path.sigstore.json");

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "etna-verify-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function etnaVerify(...args: readonly string[]): Promise<Ran> {
  const command = ["--input-type=module", "--eval", start, "--", ...args];
  try {
    const { stdout, stderr } = await run(process.execPath, command);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ran;
  }
}

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

describe("etna verify", () => {
  it("refuses an approval that no passkey signed, where that is asked for", async () => {
    const asked = ["--root", root, "--artifact", patch, "--require-approver-signature"];
    const signed = join(vectorsDirectory, "good/approver.sigstore.json");
    const held = await etnaVerify(signed, ...asked);
    expect(held.stdout).toContain("✓ An approver’s own passkey signed this approval\n");
    expect(held.code).toBe(0);
    const refused = await etnaVerify(good, ...asked);
    expect(refused.stdout).toContain("The approver’s own signature is asked for");
    expect(refused.code).toBe(1);
    const plain = await etnaVerify(good, "--root", root);
    expect(plain.stdout).toContain("· An approver’s own passkey signed this approval (absent)\n");
    expect(plain.stdout).toContain("The approval rests on Etna’s word: no passkey signed it.");
    expect(plain.code).toBe(0);
  });

  it("prints every check in plain words and ends with 0 for a valid fix", async () => {
    const { code, stdout, stderr } = await etnaVerify(good, "--root", root, "--artifact", patch);
    expect(stderr).toBe("");
    expect(stdout).toContain("✓ The patch is the one the statement names\n");
    expect(stdout).toContain("✓ A second verifier, @sigstore/verify, agrees\n");
    expect(stdout).toContain("· What was merged is what was approved (not run)\n");
    expect(stdout).toMatch(
      /Verified\. 12 of 14 checks hold, 1 absent, 1 not run\. Logged at 2026-11-20T15:14:10Z as entry 1\.\n$/,
    );
    expect(stdout).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  it("says so when no patch was given", async () => {
    const { code, stdout } = await etnaVerify(good, "--root", root);
    expect(stdout).toContain("The patch is the one the statement names (withheld)");
    expect(code).toBe(0);
  });

  it("ends with 1 when one of several is not valid, and shows what was compared", async () => {
    const { code, stdout } = await etnaVerify(good, edited, "--root", root);
    expect(stdout).toContain(
      "✗ The entry is in the tree (fails)\n      The path leads to another root.",
    );
    expect(stdout).toMatch(/Root stated: [0-9a-f]{64}\n/);
    expect(stdout).toContain("Invalid. Do not trust this fix.");
    expect(code).toBe(1);
  });

  it("ends with 1 for another patch", async () => {
    const other = await written("other.patch", "other");
    const { code, stdout } = await etnaVerify(good, "--root", root, "--artifact", other);
    expect(stdout).toContain("The patch is not the one that was approved.");
    expect(code).toBe(1);
  });

  it("gives the same as JSON", async () => {
    const { code, stdout } = await etnaVerify(good, edited, "--root", root, "--json");
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      ok: false,
      results: [
        { file: good, ok: true, verifiedTime: "2026-11-20T15:14:10Z", logIndex: 1 },
        { file: edited, ok: false },
      ],
    });
    expect(answer.results[0].checks).toHaveLength(14);
    expect(code).toBe(1);
  });

  it("answers files that are no bundles with 1 and a reason", async () => {
    const twice = (await readFile(good, "utf8")).replace("{", '{"mediaType":"x",');
    const cases: readonly [string, string | Uint8Array, string][] = [
      ["empty.json", "", "not valid JSON"],
      ["twice.json", twice, "occurs twice"],
      ["large.json", " ".repeat(10 << 20), "over 1 MiB"],
      ["bytes.json", Uint8Array.of(0xff), "not UTF-8"],
      ["deep.json", "[".repeat(1 << 19), "levels deep"],
    ];
    for (const [name, content, reason] of cases) {
      const { code, stdout } = await etnaVerify(await written(name, content), "--root", root);
      expect(stdout).toContain(reason);
      expect(code).toBe(1);
    }
  });

  it("lets no bundle write to the terminal", async () => {
    const bundle = JSON.parse(await readFile(good, "utf8"));
    const { inclusionProof } = bundle.verificationMaterial.tlogEntries[0];
    inclusionProof.checkpoint.envelope = "\u001b[2J\u001b]0;owned\u0007\u202e";
    const file = await written("escape.json", JSON.stringify(bundle));
    const { code, stdout } = await etnaVerify(file, "--root", root);
    expect(stdout).toContain("\\u{1b}[2J");
    for (const char of ["\u001b", "\u0007", "\u202e"]) expect(stdout).not.toContain(char);
    expect(code).toBe(1);
  });

  it("ends with 2 for wrong use, and says what is needed", async () => {
    const lonely = join(directory, "lonely");
    await mkdir(lonely);
    await cp(root, join(lonely, "trusted_root.json"));
    const cases: readonly [readonly string[], string][] = [
      [[good], "--root trusted_root.json"],
      [["--root", root], "missing required argument"],
      [[good, "--root", root, "--colour"], "unknown option"],
      [[good, "--root", join(directory, "nothing.json")], "cannot be read"],
      [[join(directory, "nothing.json"), "--root", root], "cannot be read"],
      [[good, "--root", join(lonely, "trusted_root.json")], "--keys keys.json"],
      [[good, good, "--root", root, "--artifact", patch], "belongs to one bundle"],
      [[good, "--root", patch], "The trusted root in"],
      [[good, "--root", root, "--repo", directory], "not a repository"],
    ];
    for (const [args, words] of cases) {
      const { code, stdout, stderr } = await etnaVerify(...args);
      expect(stderr).toContain(words);
      expect(stdout).toBe("");
      expect(code).toBe(2);
    }
  });
});

describe("etna verify --repo", () => {
  let clone: string;
  let fix: SignedFix;

  async function git(...args: readonly string[]): Promise<string> {
    const identity = ["-c", "user.name=Etna", "-c", "user.email=etna@etna.example"];
    const { stdout } = await run("git", ["-C", clone, ...identity, ...args]);
    return stdout.trim();
  }

  async function files(name: string, signed: SignedFix): Promise<readonly string[]> {
    const folder = join(directory, name);
    await mkdir(folder);
    await writeFile(join(folder, "trusted_root.json"), JSON.stringify(signed.root));
    await writeFile(join(folder, "keys.json"), JSON.stringify(signed.keys));
    await writeFile(join(folder, "fix.sigstore.json"), JSON.stringify(signed.bundle));
    return [
      join(folder, "fix.sigstore.json"),
      "--root",
      join(folder, "trusted_root.json"),
      "--repo",
      clone,
    ];
  }

  async function signRevision(gitCommit: string, gitTree: string): Promise<SignedFix> {
    const { approval, change } = approvedFix();
    const predicate = approvedFix({
      change: { ...change, targetTree: gitTree },
      approval: { ...approval, bound: { ...approval.bound, gitCommit, gitTree } },
    });
    return await signFix({
      statement: buildStatement({ ...subjects, gitCommit, gitTree }, predicate),
    });
  }

  beforeAll(async () => {
    clone = join(directory, "clone");
    await mkdir(clone);
    await git("init", "-q");
    await writeFile(join(clone, "a.txt"), "a\n");
    await git("add", ".");
    await git("commit", "-q", "-m", "first");
    fix = await signRevision(await git("rev-parse", "HEAD"), await git("rev-parse", "HEAD^{tree}"));
  });

  it("finds commit and tree in the clone", async () => {
    const { code, stdout } = await etnaVerify(...(await files("same", fix)), "--json");
    const { checks } = JSON.parse(stdout).results[0];
    const commit = checks.find(({ id }: { id: string }) => id === "commit");
    expect(commit.compared).toContainEqual({
      label: "In the repository",
      value: await git("rev-parse", "HEAD"),
      against: "Signed",
    });
    expect(code).toBe(0);
  });

  it("refuses a commit that the clone does not have", async () => {
    const tree = await git("rev-parse", "HEAD^{tree}");
    const { code, stdout } = await etnaVerify(
      ...(await files("absent", await signRevision("1".repeat(40), tree))),
    );
    expect(stdout).toContain("The repository does not have the signed commit.");
    expect(code).toBe(1);
  });

  it("refuses a commit whose tree is another", async () => {
    const commit = await git("rev-parse", "HEAD");
    const { code, stdout } = await etnaVerify(
      ...(await files("tree", await signRevision(commit, "1".repeat(40)))),
    );
    expect(stdout).toContain("The commit in the repository has another tree.");
    expect(code).toBe(1);
  });

  it("is not fooled by a replaced object, and runs nothing that the clone is set up to run", async () => {
    const commit = await git("rev-parse", "HEAD");
    await writeFile(join(clone, "a.txt"), "evil\n");
    await git("commit", "-q", "-a", "-m", "second");
    const evil = await git("rev-parse", "HEAD");
    const evilTree = await git("rev-parse", "HEAD^{tree}");
    await git("replace", commit, evil);
    expect(await git("rev-parse", `${commit}^{tree}`)).toBe(evilTree);
    const trap = join(directory, "trap");
    await git("config", "core.fsmonitor", `touch ${trap}`);
    await git("config", "core.pager", `touch ${trap}`);
    await git("config", "core.sshCommand", `touch ${trap}`);

    const honest = await etnaVerify(...(await files("replaced", fix)));
    expect(honest.code).toBe(0);
    const fooled = await etnaVerify(
      ...(await files("fooled", await signRevision(commit, evilTree))),
    );
    expect(fooled.stdout).toContain("The commit in the repository has another tree.");
    expect(fooled.code).toBe(1);
    await expect(readFile(trap)).rejects.toThrow("ENOENT");
  });
});
