import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openLocalForge } from "#lib/platform/forge/index.ts";
import { bareSample, git, newFolder, request, workTreeSample } from "./local-forge-helpers.ts";

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

describe("reading a snapshot", () => {
  it("lists links, submodules and impossible names as skipped and never reads them", async () => {
    const { path, commit, forge } = await bareSample();
    const blob = git(path, ["rev-parse", `${commit}:README.md`]);
    const tree = git(
      path,
      ["mktree", "-z", "--missing"],
      Buffer.concat([
        Buffer.from(`100644 blob ${blob}\ta.txt\x00100755 blob ${blob}\trun.sh\0`),
        Buffer.from(`120000 blob ${blob}\tlink\x00160000 commit ${commit}\tmodule\0`),
        Buffer.from(`100644 blob ${blob}\t..\x00100644 blob ${blob}\t.git\0`),
        Buffer.from(`100644 blob ${blob}\tna`),
        Buffer.from([0xff, 0]),
        Buffer.from(`100644 blob ${"1".repeat(40)}\tmissing\0`),
      ]),
    );
    const hostile = git(path, ["commit-tree", "-m", "x", tree]);
    const snapshot = await forge.snapshot(hostile);
    expect((await snapshot.list()).map((file) => file.path)).toEqual(["a.txt", "run.sh"]);
    expect(await snapshot.skipped()).toEqual([
      { path: "..", reason: "unreadable" },
      { path: ".git", reason: "unreadable" },
      { path: "link", reason: "symlink" },
      { path: "missing", reason: "unreadable" },
      { path: "module", reason: "submodule" },
      { path: "na\ufffd", reason: "not_utf8_path" },
    ]);
    for (const name of ["..", ".git", "link", "module", "missing", "a.txt/", "nowhere"]) {
      await expect(snapshot.read(name)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("lists a file of 50 MB with its size and refuses to read it", async () => {
    const { path, forge } = await workTreeSample();
    const sizeBytes = 50 * 1024 * 1024;
    writeFileSync(join(path, "big.bin"), Buffer.alloc(sizeBytes));
    git(path, ["add", "."]);
    git(path, ["commit", "--quiet", "-m", "x"]);
    const snapshot = await forge.snapshot(git(path, ["rev-parse", "HEAD"]));
    expect(await snapshot.list()).toContainEqual({ path: "big.bin", sizeBytes });
    await expect(snapshot.read("big.bin")).rejects.toMatchObject({
      code: "too_large",
      message: `big.bin has ${sizeBytes} bytes; Etna reads files up to 10485760.`,
    });
    expect((await snapshot.read("README.md")).length).toBe(9);
  });

  it("gives bytes as they are, many at once", async () => {
    const { path, forge } = await workTreeSample();
    const contents = new Map<string, Buffer>();
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.alloc(i * 9973, i);
      if (i > 0) bytes[bytes.length - 1] = i % 2 === 0 ? 0x0a : 0xff;
      contents.set(`f${i}`, bytes);
      writeFileSync(join(path, `f${i}`), bytes);
    }
    git(path, ["add", "."]);
    git(path, ["commit", "--quiet", "-m", "x"]);
    const snapshot = await forge.snapshot(git(path, ["rev-parse", "HEAD"]));
    const read = await Promise.all([...contents.keys()].map((name) => snapshot.read(name)));
    for (const [i, bytes] of [...contents.values()].entries()) {
      expect(bytes.equals(Buffer.from(read[i]!))).toBe(true);
    }
  });

  it("knows a damaged object from its content and goes on with the rest", async () => {
    const { path, commit, forge } = await bareSample();
    const objectFile = (name: string) => {
      const id = git(path, ["rev-parse", `${commit}:${name}`]);
      const file = join(path, "objects", id.slice(0, 2), id.slice(2));
      expect(existsSync(file)).toBe(true);
      chmodSync(file, 0o644);
      return file;
    };
    const snapshot = await forge.snapshot(commit);
    const app = await snapshot.read("src/app.js");
    const swapped = Buffer.concat([
      Buffer.from(`blob ${app.length}\0`),
      Buffer.alloc(app.length, 0x20),
    ]);
    writeFileSync(objectFile("src/app.js"), deflateSync(swapped));
    const torn = objectFile("src/lib/util.js");
    writeFileSync(torn, Buffer.alloc(statSync(torn).size, 7));
    const damaged = {
      code: "precondition_failed",
      message: expect.stringContaining("damaged") as string,
    };
    const fresh = await openLocalForge({ path, allowedRoots: [join(path, "..")] });
    const reread = await fresh.snapshot(commit);
    await expect(reread.read("src/app.js")).rejects.toMatchObject(damaged);
    await expect(snapshot.read("src/lib/util.js")).rejects.toMatchObject(damaged);
    expect((await snapshot.read("README.md")).length).toBe(9);
    await expect(fresh.commitToBranch(request(commit))).rejects.toMatchObject(damaged);
  });

  it("refuses what is not a commit of the repository", async () => {
    const { path, commit, forge } = await bareSample();
    const blob = git(path, ["rev-parse", `${commit}:README.md`]);
    await expect(forge.snapshot(`${"0".repeat(39)}1`)).rejects.toMatchObject({ code: "not_found" });
    await expect(forge.snapshot(blob)).rejects.toMatchObject({ code: "not_found" });
    for (const text of [
      "main",
      "HEAD",
      "--all",
      commit.slice(0, 10),
      `${commit}^`,
      "",
      commit.toUpperCase(),
    ]) {
      await expect(forge.snapshot(text)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("comparing", () => {
  const cases: readonly [string, (path: string) => void, string][] = [
    [
      "a binary file",
      (path) => writeFileSync(join(path, "x"), Buffer.from([1, 0, 2])),
      "x is not UTF-8 text",
    ],
    [
      "invalid UTF-8",
      (path) => writeFileSync(join(path, "x"), Buffer.from([0xc3, 0x28])),
      "x is not UTF-8 text",
    ],
    [
      "a mode change",
      (path) => chmodSync(join(path, "README.md"), 0o755),
      "README.md changes its file mode",
    ],
    [
      "a new executable",
      (path) => writeFileSync(join(path, "x"), "#!/bin/sh\n", { mode: 0o755 }),
      "x changes its file mode",
    ],
    [
      "a symbolic link",
      (path) => symlinkSync("README.md", join(path, "x")),
      "x is a symbolic link",
    ],
    [
      "a submodule",
      (path) => {
        const head = git(path, ["rev-parse", "HEAD"]);
        git(path, ["update-index", "--add", "--cacheinfo", `160000,${head},x`]);
      },
      "x is a submodule",
    ],
  ];

  it.each(cases)("refuses %s by name", async (_, arrange, words) => {
    const { path, commit, forge } = await workTreeSample();
    arrange(path);
    if (!words.includes("submodule")) git(path, ["add", "."]);
    git(path, ["commit", "--quiet", "-m", "x"]);
    const head = git(path, ["rev-parse", "HEAD"]);
    await expect(forge.compare(commit, head)).rejects.toMatchObject({
      code: "precondition_failed",
      message: `${words}; Etna signs changes of text only.`,
    });
  });

  it("bounds what it reads", async () => {
    const { path, commit, forge } = await workTreeSample();
    for (const name of ["x", "y"]) writeFileSync(join(path, name), "x".repeat(9 * 1024 * 1024));
    git(path, ["add", "."]);
    git(path, ["commit", "--quiet", "-m", "x"]);
    const head = git(path, ["rev-parse", "HEAD"]);
    await expect(forge.compare(commit, head)).rejects.toMatchObject({ code: "too_large" });
  });

  it("takes a rename as a deletion and a new file", async () => {
    const { path, commit, forge } = await workTreeSample();
    git(path, ["mv", "README.md", "READ.md"]);
    git(path, ["commit", "--quiet", "-m", "x"]);
    expect(await forge.compare(commit, git(path, ["rev-parse", "HEAD"]))).toEqual([
      { path: "READ.md", before: null, after: "# Sample\n" },
      { path: "README.md", before: "# Sample\n", after: null },
    ]);
  });
});
