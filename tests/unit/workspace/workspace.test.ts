import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeUtf8 } from "#lib/base/index.ts";
import {
  directoryWorkspace,
  withoutGitIgnored,
  writeChanges,
} from "#lib/platform/workspace/index.ts";

let top = "";
let root = "";

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "etna-workspace-"));
  root = join(top, "root");
  await mkdir(join(root, "src"), { recursive: true });
  await writeFile(join(root, "src/a.js"), "a\n");
  await writeFile(join(root, "b.js"), "b\n");
  await writeFile(join(top, "outside.js"), "outside\n");
});

afterEach(async () => {
  await rm(top, { recursive: true, force: true });
});

async function pathsOf(): Promise<readonly string[]> {
  return (await (await directoryWorkspace(root)).list()).map((file) => file.path);
}

describe("a folder as a workspace", () => {
  it("lists regular files in order, with their sizes, and reads them", async () => {
    const workspace = await directoryWorkspace(root);
    expect(await workspace.list()).toEqual([
      { path: "b.js", sizeBytes: 2 },
      { path: "src/a.js", sizeBytes: 2 },
    ]);
    expect(decodeUtf8(await workspace.read("src/a.js"))).toBe("a\n");
  });

  it("never lists .git, and leaves submodules and excluded folders out by name", async () => {
    await mkdir(join(root, ".git"));
    await writeFile(join(root, ".git/config"), "");
    await mkdir(join(root, "sub"));
    await writeFile(join(root, "sub/.git"), "gitdir: ../.git/modules/sub\n");
    await mkdir(join(root, "node_modules/x"), { recursive: true });
    const workspace = await directoryWorkspace(root, {
      exclude: (name) => name === "node_modules",
    });
    expect((await workspace.list()).map((file) => file.path)).toEqual(["b.js", "src/a.js"]);
    expect(await workspace.skipped()).toEqual([
      { path: "node_modules/", reason: "excluded" },
      { path: "sub/", reason: "submodule" },
    ]);
  });

  it("reports links and follows none: out of the tree, in a loop, to a folder", async () => {
    await symlink(join(top, "outside.js"), join(root, "out.js"));
    await symlink("loop", join(root, "loop"));
    await symlink(top, join(root, "up"));
    const workspace = await directoryWorkspace(root);
    expect(await pathsOf()).toEqual(["b.js", "src/a.js"]);
    expect(await workspace.skipped()).toEqual([
      { path: "loop", reason: "symlink" },
      { path: "out.js", reason: "symlink" },
      { path: "up", reason: "symlink" },
    ]);
  });

  it("does not read what became a link, or lies behind one, since it was listed", async () => {
    const workspace = await directoryWorkspace(root);
    await workspace.list();
    await rm(join(root, "b.js"));
    await symlink(join(top, "outside.js"), join(root, "b.js"));
    await rm(join(root, "src"), { recursive: true });
    await mkdir(join(top, "elsewhere"));
    await writeFile(join(top, "elsewhere/a.js"), "elsewhere\n");
    await symlink(join(top, "elsewhere"), join(root, "src"));
    await expect(workspace.read("b.js")).rejects.toMatchObject({ code: "unavailable" });
    await expect(workspace.read("src/a.js")).rejects.toMatchObject({ code: "unavailable" });
  });

  it("reads only what it lists", async () => {
    const workspace = await directoryWorkspace(root);
    for (const path of ["../outside.js", "src/../b.js", "/etc/hostname", "src", "none.js"]) {
      await expect(workspace.read(path)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("does not take a file of 50 MB into memory", async () => {
    await writeFile(join(root, "big.bin"), Buffer.alloc(50 * 1024 * 1024));
    const workspace = await directoryWorkspace(root);
    expect((await workspace.list())[0]).toEqual({ path: "b.js", sizeBytes: 2 });
    expect((await workspace.list()).find((file) => file.path === "big.bin")?.sizeBytes).toBe(
      52428800,
    );
    await expect(workspace.read("big.bin")).rejects.toMatchObject({ code: "too_large" });
  });

  it("says so when a name is no UTF-8", async () => {
    const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff])]);
    await writeFile(name, "x");
    const workspace = await directoryWorkspace(root);
    expect(await workspace.skipped()).toEqual([{ path: "fÿ", reason: "not_utf8_path" }]);
  });

  it("refuses what is no folder, in plain words", async () => {
    await symlink("loop", join(top, "loop"));
    await expect(directoryWorkspace(join(root, "b.js"))).rejects.toThrow("is no folder");
    await expect(directoryWorkspace(join(top, "none"))).rejects.toThrow("cannot be found");
    await expect(directoryWorkspace(join(top, "loop"))).rejects.toThrow("loop of symbolic links");
  });
});

describe("a folder in a git repository", () => {
  function git(...args: readonly string[]) {
    execFileSync("git", ["-C", root, ...args]);
  }

  it("leaves out what git ignores, and says so; what is committed stays", async () => {
    git("init", "-q");
    await writeFile(join(root, ".gitignore"), ".env\nbuild/\nkept.env\n");
    await writeFile(join(root, ".env"), "A=1\n");
    await writeFile(join(root, "src/.env"), "A=1\n");
    await writeFile(join(root, "kept.env"), "A=1\n");
    await mkdir(join(root, "src/build"));
    await writeFile(join(root, "src/build/x.js"), "x\n");
    git("add", "-f", "kept.env");
    const workspace = await withoutGitIgnored(root, await directoryWorkspace(root));
    const paths = (await workspace.list()).map((file) => file.path);
    expect(paths).toEqual([".gitignore", "b.js", "kept.env", "src/a.js"]);
    expect(await workspace.skipped()).toEqual(
      [".env", "src/.env", "src/build/"].map((path) => ({ path, reason: "excluded" })),
    );
  });

  it("starts no program that the repository's configuration names", async () => {
    git("init", "-q");
    git("config", "core.fsmonitor", `touch ${join(top, "started")}`);
    await writeFile(join(root, ".gitignore"), "b.js\n");
    const workspace = await withoutGitIgnored(root, await directoryWorkspace(root));
    expect((await workspace.list()).map((file) => file.path)).toEqual([".gitignore", "src/a.js"]);
    await expect(stat(join(top, "started"))).rejects.toThrow("ENOENT");
  });

  it("changes nothing where there is no repository", async () => {
    const plain = await directoryWorkspace(root);
    expect(await withoutGitIgnored(root, plain)).toBe(plain);
  });
});

describe("writing changes", () => {
  it("replaces, adds and removes files, and keeps their modes", async () => {
    await chmod(join(root, "b.js"), 0o755);
    await writeChanges(root, [
      { path: "b.js", before: "b\n", after: "B\n" },
      { path: "src/a.js", before: "a\n", after: null },
      { path: "src/c.js", before: null, after: "c\n" },
    ]);
    expect(await pathsOf()).toEqual(["b.js", "src/c.js"]);
    expect(await readFile(join(root, "b.js"), "utf8")).toBe("B\n");
    expect((await stat(join(root, "b.js"))).mode & 0o777).toBe(0o755);
  });

  it("writes nothing at all when one file changed meanwhile", async () => {
    const changes = [
      { path: "b.js", before: "b\n", after: "B\n" },
      { path: "src/a.js", before: "old\n", after: "A\n" },
    ];
    await expect(writeChanges(root, changes)).rejects.toMatchObject({ code: "conflict" });
    expect(await readFile(join(root, "b.js"), "utf8")).toBe("b\n");
  });

  it("never writes through a link or out of the folder", async () => {
    await symlink(join(top, "outside.js"), join(root, "out.js"));
    await symlink(top, join(root, "up"));
    for (const path of ["out.js", "up/outside.js", "../outside.js", "src/../b.js", ".git/config"]) {
      const change = { path, before: "outside\n", after: "changed\n" };
      await expect(writeChanges(root, [change])).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await readFile(join(top, "outside.js"), "utf8")).toBe("outside\n");
  });
});
