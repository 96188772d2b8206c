import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type GithubSample, githubSample } from "./forge-github-helpers.ts";

interface Row {
  readonly mode: string;
  readonly sha: string;
  readonly path: string | Buffer;
}

/** A commit of exactly these entries, as no client of good will would make it. */
async function commitOf({ repository, base }: GithubSample, rows: readonly Row[]): Promise<string> {
  const kind = (mode: string) =>
    mode === "160000" ? "commit" : mode === "040000" ? "tree" : "blob";
  const input = Buffer.concat(
    rows.flatMap(({ mode, sha, path }) => [
      Buffer.from(`${mode} ${kind(mode)} ${sha}\t`),
      Buffer.from(path),
      Buffer.from([0]),
    ]),
  );
  const tree = await repository.git.text(["mktree", "-z", "--missing"], { input });
  const commit = await repository.git.commit(base);
  const made = await repository.git.writeCommit({ ...commit, tree, parents: [base] });
  await repository.git.setBranch("main", made);
  return made;
}

describe("a snapshot of a repository on GitHub", () => {
  it("leaves out links, submodules, impossible names and names that are not UTF-8", async () => {
    const sample = await githubSample();
    const { repository, forge, base } = sample;
    const sha = await repository.git.writeBlob("x\n");
    const file = (path: string | Buffer, mode = "100644") => ({ mode, sha, path });
    const commit = await commitOf(sample, [
      file("a.txt"),
      file("run.sh", "100755"),
      file("link", "120000"),
      { mode: "160000", sha: base, path: "module" },
      file(".git"),
      file(Buffer.from([0x6e, 0x61, 0xff])),
    ]);
    const snapshot = await forge.snapshot(commit);
    expect((await snapshot.list()).map(({ path }) => path)).toEqual(["a.txt", "run.sh"]);
    expect(await snapshot.skipped()).toEqual([
      { path: ".git", reason: "unreadable" },
      { path: "link", reason: "symlink" },
      { path: "module", reason: "submodule" },
      { path: "na\ufffd", reason: "not_utf8_path" },
    ]);
    for (const path of [".git", "link", "module", "nowhere"]) {
      await expect(snapshot.read(path)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(forge.compare(base, commit)).rejects.toMatchObject({
      code: "precondition_failed",
    });
  });

  it("of many files takes one download, and never what the archive made of them", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ana } = sample;
    const contents: Record<string, string | Uint8Array> = {
      ".gitattributes": "hidden.txt export-ignore\nstamp.txt export-subst\n",
      "hidden.txt": "here all the same\n",
      "stamp.txt": "$Format:%H$\n",
      "empty.txt": "",
      [`deep/${"long-name/".repeat(20)}file.txt`]: "deep\n",
      "é/ü.txt": "umlauts\n",
      "binary.bin": Uint8Array.from(randomBytes(70_000)),
    };
    for (let i = 0; i < 40; i++) contents[`many/f${i}`] = `content ${i}\n`.repeat(i * 50);
    const commit = await server.forge.push(repository, "main", contents, ana);
    const snapshot = await forge.snapshot(commit);
    const before = server.requests.length;
    for (const [path, content] of Object.entries(contents)) {
      expect(Buffer.from(await snapshot.read(path)).equals(Buffer.from(content))).toBe(true);
    }
    const asked = server.requests.slice(before).map(({ target }) => target);
    expect(asked.filter((target) => target.includes("/tarball/"))).toHaveLength(1);
    expect(asked.length).toBeLessThan(12);
    const codeload = server.requests.find(({ target }) => target.startsWith("/_codeload/"));
    expect(codeload?.status).toBe(200);
  });

  it("is listed folder by folder where GitHub cuts the listing", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ana } = sample;
    const contents: Record<string, string> = {};
    for (let i = 0; i < 60; i++) contents[`d${i % 5}/e${i % 3}/f${i}.txt`] = `${i}\n`;
    const commit = await server.forge.push(repository, "main", contents, ana);
    server.world.maxTreeEntries = 10;
    const snapshot = await forge.snapshot(commit);
    const listed = (await snapshot.list()).map(({ path }) => path);
    expect(listed).toEqual(
      [...Object.keys(contents), "README.md", "src/app.js", "src/lib/util.js"].sort(),
    );
    expect(Buffer.from(await snapshot.read("d0/e0/f0.txt")).toString()).toBe("0\n");
  });

  it("of 200,000 files is listed whole in bounded memory", async () => {
    const sample = await githubSample();
    const { server, repository, forge } = sample;
    const sha = await repository.git.writeBlob("x\n");
    const rows = (count: number) =>
      Array.from(
        { length: count },
        (_, i) => `100644 blob ${sha}\tf${String(i).padStart(6, "0")}\0`,
      );
    const folder = await repository.git.text(["mktree", "-z"], { input: rows(2000).join("") });
    const commit = await commitOf(
      sample,
      Array.from({ length: 100 }, (_, i) => ({
        mode: "040000",
        sha: folder,
        path: `d${String(i).padStart(3, "0")}`,
      })),
    );
    const before = process.memoryUsage().heapUsed;
    const snapshot = await forge.snapshot(commit);
    expect((await snapshot.list()).length).toBe(200_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(700 * 1024 * 1024);
    expect(server.requests.length).toBeLessThan(150);
  });

  it("names the size of a file that is too large, and reads the rest", async () => {
    const sample = await githubSample();
    const { server, repository, ana } = sample;
    const commit = await server.forge.push(
      repository,
      "main",
      { "big.bin": "x".repeat(5000) },
      ana,
    );
    const forge = await sample.open({ maxFileBytes: 1000 });
    const snapshot = await forge.snapshot(commit);
    expect(await snapshot.list()).toContainEqual({ path: "big.bin", sizeBytes: 5000 });
    await expect(snapshot.read("big.bin")).rejects.toMatchObject({
      code: "too_large",
      message: "big.bin has 5000 bytes; Etna reads files up to 1000.",
    });
    expect((await snapshot.read("README.md")).length).toBe(9);
  });

  it("does not believe a blob that is not what its name says", async () => {
    const sample = await githubSample();
    const { repository, forge, base } = sample;
    const snapshot = await forge.snapshot(base);
    const real = repository.git.blob.bind(repository.git);
    repository.git.blob = async () => Buffer.from("evil\n");
    await expect(snapshot.read("README.md")).rejects.toMatchObject({ code: "unavailable" });
    repository.git.blob = real;
    expect((await snapshot.read("README.md")).length).toBe(9);
  });
});

describe("comparing on GitHub", () => {
  it("gives whole texts of every change, renames as two, and bounds what it reads", async () => {
    const sample = await githubSample();
    const { server, repository, forge, ana, base } = sample;
    const long = "line\n".repeat(10_000);
    const head = await server.forge.push(
      repository,
      "work",
      { "long.txt": long, "README.md": null, "READ.md": "# Sample\n" },
      ana,
    );
    expect(await forge.compare(base, head)).toEqual([
      { path: "READ.md", before: null, after: "# Sample\n" },
      { path: "README.md", before: "# Sample\n", after: null },
      { path: "long.txt", before: null, after: long },
    ]);
    const nine = "x".repeat(9 * 1024 * 1024);
    const large = await server.forge.push(repository, "large", { a: nine, b: nine }, ana);
    await expect(forge.compare(base, large)).rejects.toMatchObject({ code: "too_large" });
    const sha = await repository.git.writeBlob("1\n");
    const many = Array.from({ length: 1001 }, (_, i) => ({ mode: "100644", sha, path: `m${i}` }));
    const wide = await commitOf(sample, many);
    await expect(forge.compare(base, wide)).rejects.toMatchObject({ code: "too_large" });
  });

  it.each([
    ["a binary file", "100644", Buffer.from([1, 0, 2]), "x is not UTF-8 text"],
    ["invalid UTF-8", "100644", Buffer.from([0xc3, 0x28]), "x is not UTF-8 text"],
    ["a new executable", "100755", Buffer.from("#!/bin/sh\n"), "x changes its file mode"],
    ["a symbolic link", "120000", Buffer.from("README.md"), "x is a symbolic link"],
    ["a submodule", "160000", null, "x is a submodule"],
  ] as const)("refuses %s by name", async (_, mode, content, words) => {
    const sample = await githubSample();
    const { repository, forge, base } = sample;
    const sha = content === null ? base : await repository.git.writeBlob(content);
    const tree = await repository.git.writeTree(base, [{ path: "x", mode, sha }]);
    const commit = await repository.git.commit(base);
    const head = await repository.git.writeCommit({ ...commit, tree, parents: [base] });
    await expect(forge.compare(base, head)).rejects.toMatchObject({
      code: "precondition_failed",
      message: `${words}; Etna signs changes of text only.`,
    });
  });
});
