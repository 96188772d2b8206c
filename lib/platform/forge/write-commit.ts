import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import type { Git } from "./git.ts";

/** One path of a new tree: its text and mode, or null to take it away. */
export interface TreeEdit {
  readonly path: string;
  readonly content: { readonly text: string; readonly mode: "100644" | "100755" } | null;
}

interface CommitParts {
  readonly parent: string | null;
  readonly edits: readonly TreeEdit[];
  readonly message: string;
  readonly unixSeconds: number;
}

/**
 * Writes blobs, trees and one commit, and no ref. The same parts give the same commit. The index
 * is a file of its own in a private folder.
 */
export async function writeCommit(
  git: Git,
  { parent, edits, message, unixSeconds }: CommitParts,
): Promise<{ readonly commit: string; readonly tree: string }> {
  const folder = await mkdtemp(join(tmpdir(), "etna-index-"));
  try {
    const indexFile = join(folder, "index");
    const start = parent === null ? "--empty" : `${parent}^{tree}`;
    const read = await git.run(["read-tree", start], { indexFile });
    if (read.exitCode !== 0) throw unusable(read.stderr);
    const noObject = "0".repeat(parent?.length ?? 40);
    const lines: string[] = [];
    for (const { path, content } of edits) {
      if (content === null) lines.push(`0 ${noObject}\t${path}\0`);
      else lines.push(`${content.mode} ${await writeBlob(git, content.text)}\t${path}\0`);
    }
    const update = ["update-index", "-z", "--index-info"];
    const updated = await git.run(update, { indexFile, input: lines.join("") });
    if (updated.exitCode !== 0) throw unusable(updated.stderr);
    const tree = await git.text(["write-tree"], { indexFile });
    const parents = parent === null ? [] : ["-p", parent];
    const commit = await git.text(["commit-tree", "--no-gpg-sign", ...parents, "-F", "-", tree], {
      input: message,
      unixSeconds,
    });
    return { commit, tree };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function writeBlob(git: Git, text: string): Promise<string> {
  return git.text(["hash-object", "-w", "-t", "blob", "--no-filters", "--stdin"], { input: text });
}

function unusable(stderr: string): AppError {
  return new AppError(
    "precondition_failed",
    "Git refuses this tree: it holds a path that no work tree may have. Remove that path first.",
    { cause: new Error(stderr) },
  );
}
