import type { SkippedPath } from "#lib/base/index.ts";
import type { TreeFile, TreeListing } from "../tree-listing.ts";
import { isFolder } from "./git-objects.ts";
import type { GitlabTrees } from "./trees.ts";

/**
 * As much of a commit's tree as the given paths touch: every folder on the way to one of them. A
 * folder beside the way is one skipped path that ends in a slash. Sizes are not known, and 0.
 */
export async function partialListing(
  trees: GitlabTrees,
  commit: string,
  paths: readonly string[],
): Promise<TreeListing> {
  const files: TreeFile[] = [];
  const skipped: SkippedPath[] = [];
  const onTheWay = new Set(paths.flatMap(foldersOf));

  async function visit(prefix: string): Promise<void> {
    const entries = (await trees.folder(commit, prefix.slice(0, -1))) ?? [];
    for (const { name, mode, id } of entries) {
      const path = prefix + name;
      if (isFolder(mode)) {
        if (onTheWay.has(path)) await visit(`${path}/`);
        else skipped.push({ path: `${path}/`, reason: "excluded" });
      } else if (mode === "120000") skipped.push({ path, reason: "symlink" });
      else if (mode === "160000") skipped.push({ path, reason: "submodule" });
      else {
        const plain = mode === "100755" ? "100755" : "100644";
        files.push({ path, mode: plain, objectId: id, sizeBytes: 0 });
      }
    }
  }

  await visit("");
  return { files, skipped };
}

/** The path itself is one: where a folder stands there, what is in it must be known. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.map((_, i) => segments.slice(0, i + 1).join("/"));
}
