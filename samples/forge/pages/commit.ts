import type { Repository } from "../state.ts";
import { diffOf } from "./diff.ts";
import { panel } from "./html.ts";

/** The tree that no file is in: git knows it without being told. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** What a commit changed against its first parent. */
export async function changedBy({ git }: Repository, sha: string): Promise<string> {
  const { parents } = await git.commit(sha);
  const files = await git.changedFiles(parents[0] ?? emptyTree, sha);
  const count = files.length === 1 ? "1 file" : `${files.length} files`;
  return panel(parents.length === 0 ? `${count} added` : `${count} changed`, diffOf(files));
}
