import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GitRun, runGit } from "./git.ts";

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly unixSeconds: number;
}

export interface CommitObject {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
}

export interface TreeEntry {
  readonly path: string;
  /** As git holds it: not every path is UTF-8. */
  readonly pathBytes: Buffer;
  /** Six octal digits, such as 100644. */
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  /** Bytes of a blob, null of anything else. */
  readonly sizeBytes: number | null;
}

export interface ChangedFile {
  readonly path: string;
  readonly status: "added" | "modified" | "removed";
  readonly oldSha: string | null;
  readonly newSha: string | null;
  readonly oldMode: string;
  readonly newMode: string;
  readonly additions: number;
  readonly deletions: number;
  /** Hunks without file headers; null for a binary file. */
  readonly patch: string | null;
}

/** `squash_merge` squashes onto the merge base and merges that; `fast_forward` makes no commit. */
export type MergeMethod = "merge" | "squash" | "rebase" | "squash_merge" | "fast_forward";

/** The git repository that a forge keeps for a project: real objects and refs, bare. */
export class BareRepository {
  readonly gitDir: string;

  private constructor(gitDir: string) {
    this.gitDir = gitDir;
  }

  static async create(gitDir: string): Promise<BareRepository> {
    await runGit(gitDir, ["init", "--bare", "--quiet", "--initial-branch=main", gitDir]);
    const repository = new BareRepository(gitDir);
    // Faces serve archives; nothing in a repository's own attributes may run while they do.
    await repository.text(["config", "uploadpack.allowAnySHA1InWant", "true"]);
    return repository;
  }

  /** One that stands already. */
  static open(gitDir: string): BareRepository {
    return new BareRepository(gitDir);
  }

  async text(args: readonly string[], run?: GitRun): Promise<string> {
    return (await runGit(this.gitDir, args, run)).output.toString("utf8").replace(/\n$/, "");
  }

  /** The object that a ref, a commit or any revision names; null where there is none. */
  async resolve(revision: string): Promise<string | null> {
    if (revision.startsWith("-")) return null;
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
    const { exitCode, output } = await runGit(this.gitDir, args, { answers: [1, 128] });
    return exitCode === 0 ? output.toString("utf8").trim() : null;
  }

  async branches(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.text([
      "for-each-ref",
      "--format=%(objectname) %(refname)",
      "refs/heads/",
    ]);
    const lines = rows === "" ? [] : rows.split("\n");
    return new Map(lines.map((line) => [line.slice(41 + "refs/heads/".length), line.slice(0, 40)]));
  }

  /** `expected` null: the branch must not be there yet. False where it is not as expected. */
  async setBranch(name: string, sha: string, expected?: string | null): Promise<boolean> {
    const old = expected === undefined ? [] : [expected ?? "0".repeat(40)];
    const args = ["update-ref", `refs/heads/${name}`, sha, ...old];
    return (await runGit(this.gitDir, args, { answers: [1, 128] })).exitCode === 0;
  }

  async deleteBranch(name: string): Promise<void> {
    await this.text(["update-ref", "-d", `refs/heads/${name}`]);
  }

  async isValidBranch(name: string): Promise<boolean> {
    const args = ["check-ref-format", `refs/heads/${name}`];
    return (await runGit(this.gitDir, args, { answers: [1] })).exitCode === 0;
  }

  async commit(sha: string): Promise<CommitObject> {
    const format = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B";
    const text = await this.text(["show", "--no-patch", `--format=${format}`, sha]);
    const [
      id = "",
      tree = "",
      parents = "",
      an = "",
      ae = "",
      at,
      cn = "",
      ce = "",
      ct,
      body = "",
    ] = text.split("\0");
    return {
      sha: id,
      tree,
      parents: parents === "" ? [] : parents.split(" "),
      message: body.replace(/\n+$/, ""),
      author: { name: an, email: ae, unixSeconds: Number(at) },
      committer: { name: cn, email: ce, unixSeconds: Number(ct) },
    };
  }

  /** Newest first, along all parents. */
  async history(range: string, limit = 250): Promise<readonly CommitObject[]> {
    const ids = await this.text(["rev-list", `--max-count=${limit}`, range]);
    return Promise.all(ids === "" ? [] : ids.split("\n").map((id) => this.commit(id)));
  }

  async tree(treeish: string, recursive: boolean): Promise<readonly TreeEntry[]> {
    const args = ["ls-tree", "-z", "--long", ...(recursive ? ["-r", "-t"] : []), treeish];
    const { output } = await runGit(this.gitDir, args);
    // Latin-1 keeps every byte of a path that is not UTF-8; a face decides how to show it.
    return output
      .toString("latin1")
      .split("\0")
      .filter((row) => row !== "")
      .map((row) => {
        const [, mode = "", type = "", sha = "", size = "", name = ""] =
          /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t([\s\S]+)$/.exec(row) ?? [];
        const pathBytes = Buffer.from(name, "latin1");
        return {
          path: pathBytes.toString("utf8"),
          pathBytes,
          mode,
          type: type as TreeEntry["type"],
          sha,
          sizeBytes: size === "-" ? null : Number(size),
        };
      });
  }

  async blob(sha: string): Promise<Buffer> {
    return (await runGit(this.gitDir, ["cat-file", "blob", sha])).output;
  }

  /** The type of an object, or null where the repository does not hold it. */
  async typeOf(sha: string): Promise<string | null> {
    if (!/^[0-9a-f]{40}$/.test(sha)) return null;
    const { exitCode, output } = await runGit(this.gitDir, ["cat-file", "-t", sha], {
      answers: [1, 128],
    });
    return exitCode === 0 ? output.toString("utf8").trim() : null;
  }

  async writeBlob(content: Uint8Array | string): Promise<string> {
    return this.text(["hash-object", "-w", "--stdin"], { input: content });
  }

  /** A tree on top of another: entries replace or add paths, a null sha takes a path away. */
  async writeTree(
    base: string | null,
    entries: readonly {
      readonly path: string;
      readonly mode: string;
      readonly sha: string | null;
    }[],
  ): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "fake-forge-"));
    const environment = { GIT_INDEX_FILE: join(folder, "index") };
    try {
      await this.text(["read-tree", base ?? "--empty"], { environment });
      const rows = entries.map(({ path, mode, sha }) =>
        sha === null ? `0 ${"0".repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`,
      );
      const input = rows.join("");
      await this.text(["update-index", "-z", "--index-info"], { environment, input });
      return await this.text(["write-tree"], { environment });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async writeCommit(commit: Omit<CommitObject, "sha">): Promise<string> {
    const parents = commit.parents.flatMap((parent) => ["-p", parent]);
    return this.text(["commit-tree", ...parents, "-F", "-", commit.tree], {
      input: commit.message,
      environment: {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: `@${commit.author.unixSeconds} +0000`,
        GIT_COMMITTER_NAME: commit.committer.name,
        GIT_COMMITTER_EMAIL: commit.committer.email,
        GIT_COMMITTER_DATE: `@${commit.committer.unixSeconds} +0000`,
      },
    });
  }

  async mergeBase(a: string, b: string): Promise<string | null> {
    const { exitCode, output } = await runGit(this.gitDir, ["merge-base", a, b], { answers: [1] });
    return exitCode === 0 ? output.toString("utf8").trim() : null;
  }

  async isAncestor(commit: string, descendant: string): Promise<boolean> {
    const args = ["merge-base", "--is-ancestor", commit, descendant];
    return (await runGit(this.gitDir, args, { answers: [1] })).exitCode === 0;
  }

  /** The tree of both sides brought together, or null where they conflict. */
  async mergedTree(ours: string, theirs: string): Promise<string | null> {
    const args = ["merge-tree", "--write-tree", "--no-messages", ours, theirs];
    const { exitCode, output } = await runGit(this.gitDir, args, { answers: [1] });
    return exitCode === 0 ? (output.toString("utf8").split("\n")[0] ?? null) : null;
  }

  async changedFiles(from: string, to: string): Promise<readonly ChangedFile[]> {
    const plain = ["--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"];
    const raw = await this.text([
      "diff-tree",
      "-r",
      "-z",
      "--raw",
      "--no-abbrev",
      ...plain,
      from,
      to,
    ]);
    const fields = raw.split("\0");
    const files: ChangedFile[] = [];
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [oldMode = "", newMode = "", oldSha = "", newSha = "", letter] =
        fields[at]?.replace(/^:/, "").split(" ") ?? [];
      const path = fields[at + 1] ?? "";
      const patch = await this.text([
        "diff-tree",
        "-r",
        "-p",
        "--full-index",
        ...plain,
        from,
        to,
        "--",
        `:(literal)${path}`,
      ]);
      const hunks = patch.indexOf("\n@@ ");
      const body = hunks === -1 ? null : patch.slice(hunks + 1);
      const lines = body?.split("\n") ?? [];
      files.push({
        path,
        status: letter === "A" ? "added" : letter === "D" ? "removed" : "modified",
        oldSha: letter === "A" ? null : oldSha,
        newSha: letter === "D" ? null : newSha,
        oldMode,
        newMode,
        additions: lines.filter((line) => line.startsWith("+")).length,
        deletions: lines.filter((line) => line.startsWith("-")).length,
        patch: body,
      });
    }
    return files;
  }

  /** A gzipped tar as forges hand it out: one folder on top, and the repository's export attributes obeyed. */
  async archive(commit: string, prefix: string): Promise<Buffer> {
    const args = ["archive", "--format=tar.gz", `--prefix=${prefix}/`, commit];
    return (await runGit(this.gitDir, args)).output;
  }
}
