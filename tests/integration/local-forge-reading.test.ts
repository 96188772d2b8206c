import { chmodSync, existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openLocalForge } from "#lib/platform/forge/index.ts";
import { bareSample, git, request, workTreeSample } from "./local-forge-helpers.ts";

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
