import { AppError } from "#lib/base/index.ts";
import { findGitFolders } from "./allowed-path.ts";
import type { CommitFacts } from "./forge.ts";
import { type Git, openGit } from "./git.ts";

export interface LocalForgeOptions {
  /** The folder of the repository, as the person typed it. */
  readonly path: string;
  /** Folders below which repositories may be used. */
  readonly allowedRoots: readonly string[];
  /** Time limit of one git process, 60 s unless given. */
  readonly timeoutMs?: number;
  /** Largest file whose content is read, 10 MiB unless given. Larger ones are listed all the same. */
  readonly maxFileBytes?: number;
  readonly signal?: AbortSignal;
}

export interface LocalRepository {
  readonly git: Git;
  readonly zeroId: string;
  readonly maxFileBytes: number;
  /** Looks again at where the repository's folders lead. */
  checkFolders(): Promise<void>;
}

export async function openLocalRepository(options: LocalForgeOptions): Promise<LocalRepository> {
  const { path, allowedRoots, timeoutMs = 60_000, maxFileBytes = 10 * 1024 * 1024 } = options;
  const { gitDir } = await findGitFolders(path, allowedRoots);
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  const git = openGit({ gitDir, timeoutMs, ...signal });

  const format = await git.run(["rev-parse", "--show-object-format"]);
  if (format.exitCode !== 0) {
    throw new AppError(
      "precondition_failed",
      `${path} is not a git repository that git can read.`,
      {
        cause: new Error(format.stderr),
      },
    );
  }
  const partial = await git.run([
    "config",
    "--get-regexp",
    "^(extensions\\.partialclone|remote\\..*\\.promisor)$",
  ]);
  if (partial.exitCode !== 1) {
    throw new AppError(
      "precondition_failed",
      `${path} is a partial clone: some of its files are elsewhere. Clone it whole and try again.`,
    );
  }

  async function checkFolders(): Promise<void> {
    const found = await findGitFolders(path, allowedRoots);
    if (found.gitDir !== gitDir) {
      throw new AppError("conflict", `Another repository has taken the place of ${path}.`);
    }
  }

  const hexDigits = format.stdout.toString("utf8").trim() === "sha256" ? 64 : 40;
  return { git, zeroId: "0".repeat(hexDigits), maxFileBytes, checkFolders };
}

/** The commit that `name` stands for, or null. `name` is a full ref or an object id. */
export async function resolveCommit(
  { git }: LocalRepository,
  name: string,
): Promise<string | null> {
  const { exitCode, stdout } = await git.run([
    "rev-parse",
    "--verify",
    "--quiet",
    `${name}^{commit}`,
  ]);
  return exitCode === 0 ? stdout.toString("utf8").trim() : null;
}

/** Throws `invalid_input` for anything but a whole object id. */
export function checkCommitId({ zeroId }: LocalRepository, id: string): void {
  if (!/^[0-9a-f]+$/.test(id) || id.length !== zeroId.length) {
    throw new AppError("invalid_input", `${JSON.stringify(id)} is not a whole commit id.`);
  }
}

/** Throws `invalid_input` for anything but a whole object id, `not_found` for one that is absent. */
export async function requireCommit(repository: LocalRepository, id: string): Promise<void> {
  checkCommitId(repository, id);
  if ((await resolveCommit(repository, id)) !== id) {
    throw new AppError("not_found", `The repository has no commit ${id}.`);
  }
}

export async function treeOf({ git }: LocalRepository, commit: string): Promise<string> {
  return git.text(["rev-parse", "--verify", `${commit}^{tree}`]);
}

/** Throws `not_found` where the commit is not in the repository. */
export async function readCommit(repository: LocalRepository, id: string): Promise<CommitFacts> {
  await requireCommit(repository, id);
  const format = ["%T", "%P", "%an", "%ae", "%at", "%B"].join("%x00");
  const plain = ["--no-show-signature", "--no-mailmap", "--no-patch", "--encoding=UTF-8"];
  const args = ["log", "--max-count=1", ...plain, `--format=${format}`, id];
  const text = await repository.git.text(args);
  const [tree = "", parents = "", name = "", email = "", at, ...message] = text.split("\0");
  return {
    commit: id,
    tree,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name, email, unixSeconds: Number(at) },
    message: message.join("\0"),
  };
}
