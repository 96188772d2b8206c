import { decodeUtf8, type FileChange } from "#lib/base/index.ts";
import { checkTextChange, noTextChange } from "../text-change.ts";
import { readBlob } from "./blobs.ts";
import type { GitlabClient } from "./client.ts";
import { diffTrees } from "./tree-diff.ts";
import { type GitlabTrees, hasTrueName } from "./trees.ts";

const maxTotalBytes = 16 * 1024 * 1024;

export async function compareCommits(
  client: GitlabClient,
  trees: GitlabTrees,
  baseCommit: string,
  headCommit: string,
): Promise<readonly FileChange[]> {
  let leftBytes = maxTotalBytes;

  async function textOf(path: string, id: string | null): Promise<string | null> {
    if (id === null) return null;
    const bytes = await readBlob(client, id, Math.min(leftBytes, client.maxFileBytes));
    leftBytes -= bytes.length;
    const text = bytes.includes(0) ? null : decodeUtf8(bytes);
    if (text === null) throw noTextChange(path, "is not UTF-8 text");
    return text;
  }

  const changes: FileChange[] = [];
  for (const { path, oldMode, newMode, oldId, newId } of await diffTrees(
    trees,
    baseCommit,
    headCommit,
  )) {
    checkTextChange(path, oldMode, newMode);
    const commit = newId === null ? baseCommit : headCommit;
    if (!(await hasTrueName(client, commit, path))) {
      throw noTextChange(path, "has a name that is not UTF-8");
    }
    const before = await textOf(path, oldId);
    changes.push({ path, before, after: await textOf(path, newId) });
  }
  return changes;
}
