import { describe, expect, it } from "vitest";
import type { Repository } from "#samples/forge/state.ts";
import { type Gitlab, sent, startSample } from "./forge-gitlab-helpers.ts";

/** A commit of any tree at all; entries are "mode type id" and a name of any bytes. */
async function commitTree(
  { git }: Repository,
  entries: readonly { readonly head: string; readonly name: string | Buffer }[],
): Promise<string> {
  const rows = entries.flatMap(({ head, name }) => [
    Buffer.from(`${head}\t`),
    Buffer.from(name),
    Buffer.from([0]),
  ]);
  const tree = await git.text(["mktree", "-z", "--missing"], { input: Buffer.concat(rows) });
  const signature = { name: "Dev", email: "dev@example.test", unixSeconds: 1_790_000_000 };
  const parents = [(await git.resolve("refs/heads/main")) ?? ""];
  const about = { tree, parents, message: "x", author: signature, committer: signature };
  const commit = await git.writeCommit(about);
  await git.setBranch("main", commit);
  return commit;
}

async function treeIdOf({ repository }: Gitlab, commit: string): Promise<string> {
  return repository.git.text(["rev-parse", `${commit}^{tree}`]);
}

describe("reading a snapshot from GitLab", () => {
  it("lists links, submodules and impossible names as skipped and never reads them", async () => {
    const gitlab = await startSample();
    const { forge, repository, head } = gitlab;
    const blob = await repository.git.writeBlob("text\n");
    const inner = await repository.git.text(["mktree", "-z"], {
      input: Buffer.concat([
        Buffer.from(`100644 blob ${blob}\tna`),
        Buffer.from([0xff, 0]),
        Buffer.from(`100644 blob ${blob}\tplain\0`),
      ]),
    });
    const commit = await commitTree(repository, [
      { head: `100644 blob ${blob}`, name: "a.txt" },
      { head: `100755 blob ${blob}`, name: "run.sh" },
      { head: `120000 blob ${blob}`, name: "link" },
      { head: `160000 commit ${head}`, name: "module" },
      { head: `040000 tree ${inner}`, name: "odd" },
      { head: `100644 blob ${blob}`, name: "é.txt" },
    ]);
    const snapshot = await forge.snapshot(commit);
    expect(snapshot.tree).toBe(await treeIdOf(gitlab, commit));
    const listed = await snapshot.list();
    expect(listed.map(({ path }) => path)).toEqual(["a.txt", "odd/plain", "run.sh", "é.txt"]);
    expect(await snapshot.skipped()).toEqual([
      { path: "link", reason: "symlink" },
      { path: "module", reason: "submodule" },
      { path: "odd/na\ufffd", reason: "not_utf8_path" },
    ]);
    for (const name of ["link", "module", "odd", "odd/na\ufffd", "a.txt/", "../a.txt", "", "/"]) {
      await expect(snapshot.read(name)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(Buffer.from(await snapshot.read("é.txt")).toString()).toBe("text\n");
  });

  it("knows the tree of a commit whose top folder has a name that is not UTF-8", async () => {
    const gitlab = await startSample();
    const { forge, repository } = gitlab;
    const blob = await repository.git.writeBlob("text\n");
    const commit = await commitTree(repository, [
      { head: `100644 blob ${blob}`, name: Buffer.from([0x6e, 0xe9]) },
      { head: `100644 blob ${blob}`, name: "plain" },
    ]);
    const snapshot = await forge.snapshot(commit);
    expect(snapshot.tree).toBe(await treeIdOf(gitlab, commit));
    expect(await snapshot.skipped()).toEqual([{ path: "n\ufffd", reason: "not_utf8_path" }]);
  });

  it("gives the files as the tree holds them, whatever .gitattributes makes of an archive", async () => {
    const gitlab = await startSample({
      ".gitattributes":
        "secret.js export-ignore\nhidden export-ignore\nversion.js export-subst\n*.crlf text eol=crlf\n",
      "secret.js": "let secret;\n",
      "hidden/deep/a.js": "let a;\n",
      "version.js": "// $Format:%H$\n",
      "a.crlf": "one\ntwo\n",
      "src/app.js": "run();\n",
    });
    const { forge, head } = gitlab;
    const snapshot = await forge.snapshot(head);
    const texts: Record<string, string> = {};
    for (const { path, sizeBytes } of await snapshot.list()) {
      const bytes = await snapshot.read(path);
      expect(bytes.length).toBe(sizeBytes);
      texts[path] = Buffer.from(bytes).toString();
    }
    expect(texts).toMatchObject({
      "secret.js": "let secret;\n",
      "hidden/deep/a.js": "let a;\n",
      "version.js": "// $Format:%H$\n",
      "a.crlf": "one\ntwo\n",
      "src/app.js": "run();\n",
    });
    expect(await snapshot.skipped()).toEqual([]);
    const blobs = sent(gitlab).filter((line) => line.includes("/repository/blobs/"));
    expect(blobs.length).toBe(3);
  });

  it("reads few files one by one, and no archive for them", async () => {
    const gitlab = await startSample();
    const snapshot = await gitlab.forge.snapshot(gitlab.head);
    for (let i = 0; i < 4; i++) await snapshot.read("src/app.js");
    expect(sent(gitlab).filter((line) => line.includes("archive"))).toEqual([]);
    await snapshot.read("README.md");
    await snapshot.read("docs/guide.md");
    expect(sent(gitlab).filter((line) => line.includes("archive")).length).toBe(1);
  });

  it("lists a file over the limit with its size and refuses to read it", async () => {
    const sizeBytes = 25 * 1024 * 1024;
    const gitlab = await startSample({ "big.bin": Buffer.alloc(sizeBytes), "a.txt": "a\n" });
    const snapshot = await gitlab.forge.snapshot(gitlab.head);
    await expect(snapshot.read("big.bin")).rejects.toMatchObject({ code: "too_large" });
    expect(await snapshot.list()).toContainEqual({ path: "big.bin", sizeBytes });
    await expect(snapshot.read("big.bin")).rejects.toMatchObject({
      code: "too_large",
      message: `big.bin has ${sizeBytes} bytes; Etna reads files up to 10485760.`,
    });
    expect((await snapshot.read("a.txt")).length).toBe(2);
  });

  it("lists a top folder of many pages, in as many requests, and the rest in one", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 250 }, (_, i) => [`f${i}.txt`, `${i % 7}\n`]),
    );
    const gitlab = await startSample(files);
    const snapshot = await gitlab.forge.snapshot(gitlab.head);
    expect(snapshot.tree).toBe(await treeIdOf(gitlab, gitlab.head));
    expect((await snapshot.list()).length).toBe(250);
    expect(sent(gitlab).filter((line) => line.endsWith("/repository/tree")).length).toBe(3);
  });

  it("takes 200,000 files without falling over, and refuses an archive over the bound", async () => {
    const gitlab = await startSample();
    const { repository } = gitlab;
    const { git } = repository;
    const blob = await git.writeBlob("x\n");
    const folder = Array.from({ length: 500 }, (_, i) => `100644 blob ${blob}\tfile${i}.js\0`);
    const leaf = await git.text(["mktree", "-z"], { input: folder.join("") });
    const middle = Array.from({ length: 400 }, (_, i) => `040000 tree ${leaf}\tfolder${i}\0`);
    const tree = await git.text(["mktree", "-z"], { input: middle.join("") });
    const commit = await commitTree(repository, [{ head: `040000 tree ${tree}`, name: "src" }]);
    const patient = await gitlab.open({ timeoutMs: 60_000 });
    const snapshot = await patient.snapshot(commit);
    expect((await snapshot.list()).length).toBe(200_000);
    expect(sent(gitlab).length).toBe(3);
    const small = await gitlab.open({ timeoutMs: 60_000, maxArchiveBytes: 1_000_000 });
    const bounded = await small.snapshot(commit);
    await expect(bounded.list()).rejects.toMatchObject({ code: "too_large" });
  });

  it("refuses what is not a commit of the repository", async () => {
    const { forge, head, repository } = await startSample();
    const blob = await repository.git.text(["rev-parse", `${head}:README.md`]);
    for (const id of [`${"0".repeat(39)}1`, blob]) {
      await expect(forge.snapshot(id)).rejects.toMatchObject({ code: "not_found" });
    }
    for (const text of ["main", "HEAD", "--all", head.slice(0, 10), `${head}^`, "", "a/../b"]) {
      await expect(forge.snapshot(text)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});

describe("comparing on GitLab", () => {
  it("gives whole files, a rename as two, however many folders lie between", async () => {
    const { forge, repository, server, people, head } = await startSample();
    const files = {
      "README.md": null,
      "READ.md": "# Sample\n",
      "deep/er/and/deeper/new.js": "new\n",
      docs: "now a file\n",
      "docs/guide.md": null,
    };
    const now = await server.forge.push(repository, "main", files, people.ada);
    expect(await forge.compare(head, now)).toEqual([
      { path: "READ.md", before: null, after: "# Sample\n" },
      { path: "README.md", before: "# Sample\n", after: null },
      { path: "deep/er/and/deeper/new.js", before: null, after: "new\n" },
      { path: "docs", before: null, after: "now a file\n" },
      { path: "docs/guide.md", before: "Read me.\n", after: null },
    ]);
  });

  it("refuses by name what a text change cannot carry", async () => {
    const gitlab = await startSample();
    const { forge, repository, head } = gitlab;
    const { git } = repository;
    const blob = await git.writeBlob("text\n");
    const binary = await git.writeBlob(Buffer.from([1, 0, 2]));
    const cases: readonly [string, string | Buffer, string][] = [
      [`100644 blob ${binary}`, "x", "x is not UTF-8 text"],
      [`100755 blob ${blob}`, "x", "x changes its file mode"],
      [`120000 blob ${blob}`, "x", "x is a symbolic link"],
      [`160000 commit ${head}`, "x", "x is a submodule"],
      [`100644 blob ${blob}`, Buffer.from([0x6e, 0xe9]), "né has a name that is not UTF-8"],
    ];
    const rows = await git.tree(head, false);
    const standing = rows.map(({ mode, type, sha, path }) => ({
      head: `${mode} ${type} ${sha}`,
      name: path,
    }));
    for (const [entry, name, words] of cases) {
      const commit = await commitTree(repository, [...standing, { head: entry, name }]);
      await expect(forge.compare(head, commit)).rejects.toMatchObject({
        code: "precondition_failed",
        message: `${words}; Etna signs changes of text only.`,
      });
    }
  });
});
