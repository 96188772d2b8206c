import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAppError } from "#lib/base/index.ts";
import type { EtnaBranch } from "#lib/platform/forge/index.ts";
import {
  appChange,
  bareSample,
  branch,
  differences,
  everything,
  git,
  refsOf,
  request,
  sampleFiles,
  workTreeSample,
} from "./local-forge-helpers.ts";

const refFile = `refs/heads/${branch}`;

describe("committing to a branch", () => {
  it("writes one ref and objects, and leaves a dirty work tree, index and HEAD as they are", async () => {
    const sample = await workTreeSample();
    const { root, path, commit, forge } = sample;
    writeFileSync(join(path, "README.md"), "staged\n");
    git(path, ["add", "."]);
    writeFileSync(join(path, "README.md"), "dirty\n");
    writeFileSync(join(path, "untracked"), "new\n");
    const before = everything(root);
    const made = await forge.commitToBranch(request(commit));
    const etna = join(path, ".git/refs/heads/etna");
    expect(differences(before, everything(root))).toEqual([etna, join(path, ".git", refFile)]);
    const review = { branch, targetBranch: "main", number: null, url: null };
    await forge.inspectReview(review);
    await forge.closeReview(review, made.commit);
    expect(differences(before, everything(root)).filter((name) => name !== etna)).toEqual([]);
  });

  it("keeps modes, and everything that the fix does not name", async () => {
    const { path, forge } = await workTreeSample();
    chmodSync(join(path, "src/app.js"), 0o755);
    git(path, ["commit", "--quiet", "-am", "x"]);
    const base = git(path, ["rev-parse", "HEAD"]);
    const made = await forge.commitToBranch(request(base));
    const changed = git(path, ["diff-tree", "-r", "--raw", "--no-abbrev", base, made.commit]);
    expect(changed).toMatch(/^:100755 100755 \w+ \w+ M\tsrc\/app.js$/);
    expect(git(path, ["show", "-s", "--format=%an <%ae> %at %cn <%ce> %ct %B", made.commit])).toBe(
      "Etna <etna@users.noreply.invalid> 1790000000 Etna <etna@users.noreply.invalid> 1790000000 Run it safely\n",
    );
  });

  it("is on the base it was given, whatever is pushed meanwhile", async () => {
    const { path, commit, forge } = await workTreeSample();
    await forge.snapshot(commit);
    writeFileSync(join(path, "src/app.js"), "all new\n");
    git(path, ["commit", "--quiet", "-am", "x"]);
    const made = await forge.commitToBranch(request(commit));
    expect(git(path, ["rev-parse", `${made.commit}^`])).toBe(commit);
    expect(await forge.compare(commit, made.commit)).toEqual([appChange]);
  });

  it("gives the same commit and one branch, however often and however many at once", async () => {
    const sample = await bareSample();
    const { commit, forge } = sample;
    const made = await Promise.all(
      Array.from({ length: 6 }, () => forge.commitToBranch(request(commit))),
    );
    made.push(await forge.commitToBranch(request(commit)));
    expect(new Set(made.map((result) => result.commit)).size).toBe(1);
    expect(refsOf(sample).split("\n").length).toBe(2);
    const other = await bareSample();
    expect(await other.forge.commitToBranch(request(other.commit))).toEqual(made[0]);
  });

  it("refuses a branch that stands elsewhere, or stands for another, and moves neither", async () => {
    const sample = await bareSample();
    const { path, commit, forge } = sample;
    git(path, ["update-ref", `refs/heads/${branch}`, commit]);
    const before = refsOf(sample);
    await expect(forge.commitToBranch(request(commit))).rejects.toMatchObject({
      code: "conflict",
      message: `etna/fix-1 already exists at another commit (${commit}). Merge or delete that branch, then run again.`,
    });
    expect(refsOf(sample)).toBe(before);
    for (const target of ["main", "nowhere"]) {
      git(path, ["symbolic-ref", `refs/heads/${branch}`, `refs/heads/${target}`]);
      const refs = everything(join(path, "refs"));
      await expect(forge.commitToBranch(request(commit))).rejects.toMatchObject({
        code: "conflict",
      });
      const review = { branch, targetBranch: "main", number: null, url: null };
      await expect(forge.closeReview(review, commit)).rejects.toMatchObject({ code: "conflict" });
      expect(everything(join(path, "refs"))).toEqual(refs);
    }
  });

  it("refuses every other branch, whatever its type claims", async () => {
    const sample = await bareSample();
    const before = everything(sample.root);
    for (const name of ["main", "new", "etna/../main", "etna", "HEAD"]) {
      const claimed = name as EtnaBranch;
      const write = sample.forge.commitToBranch({ ...request(sample.commit), branch: claimed });
      await expect(write).rejects.toMatchObject({ code: "invalid_input" });
      const review = { branch: claimed, targetBranch: "main", number: null, url: null };
      const close = sample.forge.closeReview(review, sample.commit);
      await expect(close).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect(differences(before, everything(sample.root))).toEqual([]);
  });

  it("refuses where a branch named etna, or a lock, stands in the way", async () => {
    const first = await bareSample();
    git(first.path, ["update-ref", "refs/heads/etna", first.commit]);
    await expect(first.forge.commitToBranch(request(first.commit))).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("stands in its way") as string,
    });
    const second = await bareSample();
    mkdirSync(join(second.path, "refs/heads/etna"));
    writeFileSync(join(second.path, `${refFile}.lock`), "");
    await expect(second.forge.commitToBranch(request(second.commit))).rejects.toMatchObject({
      code: "conflict",
    });
  }, 30_000);

  it("refuses a branch that a work tree shows, born or unborn, linked or not", async () => {
    const unborn = await workTreeSample();
    git(unborn.path, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
    const linked = await workTreeSample();
    git(linked.path, ["worktree", "add", "--quiet", "--detach", join(linked.root, "linked")]);
    git(join(linked.root, "linked"), ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
    const bare = await bareSample();
    git(bare.path, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
    for (const sample of [unborn, linked, bare]) {
      const before = everything(sample.root);
      await expect(sample.forge.commitToBranch(request(sample.commit))).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("is checked out in a work tree") as string,
      });
      expect(differences(before, everything(sample.root))).toEqual([]);
    }
    const born = await workTreeSample();
    const made = await born.forge.commitToBranch(request(born.commit));
    git(born.path, ["checkout", "--quiet", branch]);
    const review = { branch, targetBranch: "main", number: null, url: null };
    await expect(born.forge.closeReview(review, made.commit)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(git(born.path, ["rev-parse", branch])).toBe(made.commit);
  });

  it("refuses a change of what is not there, or reads otherwise, or would cover something", async () => {
    const sample = await workTreeSample();
    const { path, forge } = sample;
    const linkTarget = git(path, ["hash-object", "-w", "--stdin"], "../outside");
    git(path, ["update-index", "--add", "--cacheinfo", `120000,${linkTarget},link`]);
    git(path, ["commit", "--quiet", "-m", "x"]);
    const base = git(path, ["rev-parse", "HEAD"]);
    const before = everything(sample.root);
    const code = async (name: string, was: string | null, is: string | null) => {
      const changes = [{ path: name, before: was, after: is }];
      const error = await forge.commitToBranch(request(base, changes)).catch((e: unknown) => e);
      return (error as { code?: string }).code;
    };
    expect(await code("src/app.js", "other", "x")).toBe("conflict");
    expect(await code("gone.js", "x", "y")).toBe("conflict");
    expect(await code("src/app.js", null, "x")).toBe("conflict");
    expect(await code("link", "../outside", "x")).toBe("precondition_failed");
    expect(await code("link/x", null, "x")).toBe("precondition_failed");
    expect(await code("src", null, "x")).toBe("precondition_failed");
    expect(await code("README.md/x", null, "x")).toBe("precondition_failed");
    expect(await code("README.md", "# Sample\n", "# Sample\n")).toBe("invalid_input");
    expect(await code("x", null, null)).toBe("invalid_input");
    expect(await code("x", null, "\ud800")).toBe("invalid_input");
    expect(await code("x", null, "a\0b")).toBe("invalid_input");
    const twice = [appChange, appChange];
    await expect(forge.commitToBranch(request(base, twice))).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(forge.commitToBranch(request(base, []))).rejects.toMatchObject({
      code: "invalid_input",
    });
    const silent = { ...request(base), message: " \n" };
    await expect(forge.commitToBranch(silent)).rejects.toMatchObject({ code: "invalid_input" });
    expect(differences(before, everything(sample.root))).toEqual([]);
  });

  it("whatever the path is, changes nothing but that path on Etna's branch", async () => {
    const sample = await workTreeSample();
    const { path, root, commit, forge } = sample;
    const before = everything(root);
    const segment = fc.oneof(
      fc.constantFrom(
        "..",
        ".",
        "",
        ".git",
        ".GIT",
        ".git ",
        "git~1",
        ".git:x",
        ".g\u200dit",
        "refs",
        "heads",
      ),
      fc.constantFrom(
        "main",
        "-rf",
        "--help",
        "$(id)",
        "`id`",
        ";id",
        "a\nb",
        "a\tb",
        '"',
        "\\",
        "*",
        ":(top)",
        "é",
        "HEAD",
      ),
      fc.string({ unit: "grapheme", maxLength: 8 }),
    );
    const hostile = fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"));
    let written = 0;
    await fc.assert(
      fc.asyncProperty(hostile, fc.string({ unit: "grapheme" }), async (name, text) => {
        fc.pre(!sampleFiles.has(name));
        const change = { path: name, before: null, after: text };
        try {
          const made = await forge.commitToBranch(request(commit, [change]));
          written++;
          const changed = git(path, ["diff-tree", "-r", "-z", "--name-only", commit, made.commit]);
          expect(changed).toBe(`${name}\0`);
          expect(git(path, ["update-ref", "-d", `refs/heads/${branch}`, made.commit])).toBe("");
        } catch (error) {
          if (!isAppError(error)) throw error;
        }
        const left = differences(before, everything(root));
        expect(left.filter((entry) => entry !== join(path, ".git/refs/heads/etna"))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(written).toBeGreaterThan(5);
  }, 120_000);
});
