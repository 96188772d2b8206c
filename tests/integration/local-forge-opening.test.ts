import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLocalForge } from "#lib/platform/forge/index.ts";
import { bareSample, git, newFolder, request } from "./local-forge-helpers.ts";

describe("opening a local forge", () => {
  it("answers the same for a path outside the roots, be it there or not", async () => {
    const { root } = await bareSample();
    const outside = newFolder();
    git(outside, ["init", "--quiet", "there"]);
    for (const name of ["there", "nowhere"]) {
      const path = join(outside, name);
      await expect(openLocalForge({ path, allowedRoots: [root] })).rejects.toMatchObject({
        code: "forbidden",
        message: `${path} is not below a folder that Etna may use. Ask the operator to allow its folder.`,
      });
    }
    const climb = join(root, "..", outside.split("/").at(-1)!, "there");
    await expect(openLocalForge({ path: climb, allowedRoots: [root] })).rejects.toMatchObject({
      code: "forbidden",
    });
    const sibling = `${root}-more`;
    await expect(openLocalForge({ path: sibling, allowedRoots: [root] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(openLocalForge({ path: outside, allowedRoots: [] })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  const escapes: readonly [string, (root: string, outside: string) => void][] = [
    ["a link to a repository", (root, outside) => symlinkSync(outside, join(root, "repo"))],
    [
      "a .git that is a link",
      (root, outside) => {
        mkdirSync(join(root, "repo"));
        symlinkSync(join(outside, ".git"), join(root, "repo/.git"));
      },
    ],
    [
      "a .git file that points away",
      (root, outside) => {
        mkdirSync(join(root, "repo"));
        writeFileSync(join(root, "repo/.git"), `gitdir: ${join(outside, ".git")}\n`);
      },
    ],
    [
      "a common folder elsewhere",
      (root, outside) => {
        git(root, ["init", "--quiet", "repo"]);
        writeFileSync(join(root, "repo/.git/commondir"), join(outside, ".git"));
      },
    ],
    [
      "alternates elsewhere",
      (root, outside) => {
        git(root, ["clone", "--quiet", "--shared", outside, "repo"]);
      },
    ],
    [
      "quoted alternates",
      (root, outside) => {
        git(root, ["clone", "--quiet", outside, "repo"]);
        writeFileSync(
          join(root, "repo/.git/objects/info/alternates"),
          `"${outside}/.git/objects"\n`,
        );
      },
    ],
    [
      "an object folder elsewhere",
      (root, outside) => {
        git(root, ["clone", "--quiet", outside, "repo"]);
        rmSync(join(root, "repo/.git/objects"), { recursive: true });
        symlinkSync(join(outside, ".git/objects"), join(root, "repo/.git/objects"));
      },
    ],
    [
      "a linked folder in the object store",
      (root, outside) => {
        git(root, ["clone", "--quiet", outside, "repo"]);
        const name = readdirSync(join(outside, ".git/objects")).find(
          (entry) => entry.length === 2,
        )!;
        rmSync(join(root, "repo/.git/objects", name), { recursive: true, force: true });
        symlinkSync(join(outside, ".git/objects", name), join(root, "repo/.git/objects", name));
      },
    ],
    [
      "Etna's refs elsewhere",
      (root, outside) => {
        git(root, ["clone", "--quiet", outside, "repo"]);
        symlinkSync(join(outside, ".git/refs/heads"), join(root, "repo/.git/refs/heads/etna"));
      },
    ],
    [
      "HEAD elsewhere",
      (root, outside) => {
        git(root, ["clone", "--quiet", outside, "repo"]);
        rmSync(join(root, "repo/.git/HEAD"));
        symlinkSync(join(outside, ".git/HEAD"), join(root, "repo/.git/HEAD"));
      },
    ],
  ];

  it.each(escapes)("refuses %s and names no other place", async (_, arrange) => {
    const root = newFolder();
    const outside = join(newFolder(), "secret-place");
    mkdirSync(outside);
    git(outside, ["init", "--quiet"]);
    git(outside, ["commit", "--quiet", "--allow-empty", "-m", "x"]);
    arrange(root, outside);
    const path = join(root, "repo");
    const error = await openLocalForge({ path, allowedRoots: [root] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "forbidden" });
    expect(String(error)).not.toContain("secret-place");
  });

  it("looks again before it writes", async () => {
    const { root, path, commit, forge } = await bareSample();
    const outside = newFolder();
    symlinkSync(outside, join(path, "refs/heads/etna"));
    await expect(forge.commitToBranch(request(commit))).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(readdirSync(outside)).toEqual([]);
    renameSync(path, join(root, "other.git"));
    await expect(forge.commitToBranch(request(commit))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("opens alternates, linked work trees and links that stay below the roots", async () => {
    const { root, path, commit } = await bareSample();
    git(root, ["clone", "--quiet", "--shared", path, "shared"]);
    git(join(root, "shared"), ["worktree", "add", "--quiet", "-b", "topic", join(root, "linked")]);
    symlinkSync(join(root, "linked"), join(root, "by-link"));
    for (const name of ["shared", "linked", "by-link"]) {
      const forge = await openLocalForge({ path: join(root, name), allowedRoots: [root] });
      expect(await forge.inspectRepository()).toMatchObject({
        defaultBranch: name === "shared" ? "main" : "topic",
        headCommit: commit,
      });
    }
  });

  it("says what is wrong with a folder that is no repository", async () => {
    const root = newFolder();
    mkdirSync(join(root, "plain"));
    writeFileSync(join(root, "file"), "x");
    mkdirSync(join(root, "broken/.git"), { recursive: true });
    git(root, ["init", "--quiet", "top"]);
    mkdirSync(join(root, "top/sub"));
    const codes: Record<string, string> = {};
    for (const name of ["plain", "file", "broken", "top/sub", "missing", ""]) {
      const path = name === "" ? "" : join(root, name);
      const error = await openLocalForge({ path, allowedRoots: [root] }).catch((e: unknown) => e);
      codes[name] = (error as { code: string }).code;
    }
    expect(codes).toEqual({
      plain: "precondition_failed",
      file: "precondition_failed",
      broken: "precondition_failed",
      "top/sub": "precondition_failed",
      missing: "not_found",
      "": "invalid_input",
    });
  });

  it("says what is wrong with an empty repository, a detached HEAD and a HEAD on a branch of Etna's", async () => {
    const root = newFolder();
    git(root, ["init", "--quiet", "-b", "main", "repo"]);
    const path = join(root, "repo");
    const forge = await openLocalForge({ path, allowedRoots: [root] });
    const refusal = (words: string) => ({
      code: "precondition_failed",
      message: expect.stringContaining(words) as string,
    });
    await expect(forge.inspectRepository()).rejects.toMatchObject(refusal("no commit on main yet"));
    git(path, ["commit", "--quiet", "--allow-empty", "-m", "x"]);
    git(path, ["checkout", "--quiet", "--detach"]);
    await expect(forge.inspectRepository()).rejects.toMatchObject(refusal("HEAD is detached"));
    git(path, ["checkout", "--quiet", "-b", "etna/x"]);
    await expect(forge.inspectRepository()).rejects.toMatchObject(refusal("HEAD is on etna/x"));
  });

  it("stops at once when it is cancelled", async () => {
    const { root, path, commit } = await bareSample();
    const signal = AbortSignal.abort();
    await expect(openLocalForge({ path, allowedRoots: [root], signal })).rejects.toMatchObject({
      code: "unavailable",
      message: "The operation was cancelled.",
    });
    const controller = new AbortController();
    const forge = await openLocalForge({ path, allowedRoots: [root], signal: controller.signal });
    const snapshot = await forge.snapshot(commit);
    await snapshot.read("README.md");
    const reading = snapshot.read("src/app.js");
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: "unavailable" });
    await expect(forge.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("gives up on a repository that never answers", async () => {
    const { root, path, commit } = await bareSample();
    const options = { path, allowedRoots: [root], timeoutMs: 300 };
    const forge = await openLocalForge(options);
    const snapshot = await forge.snapshot(commit);
    const id = git(path, ["rev-parse", `${commit}:src/app.js`]);
    const object = join(path, "objects", id.slice(0, 2), id.slice(2));
    const late = {
      code: "unavailable",
      message: "Git gave no answer within 0.3 s. Try again later.",
    };
    for (const file of [object, join(path, "config")]) {
      rmSync(file, { force: true });
      execFileSync("mkfifo", [file]);
    }
    await expect(snapshot.read("src/app.js")).rejects.toMatchObject(late);
    await expect(openLocalForge(options)).rejects.toMatchObject(late);
  });
});
