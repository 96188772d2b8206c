import { AppError } from "#lib/base/index.ts";
import { openBlobReader } from "./blob-reader.ts";
import type { Snapshot } from "./forge.ts";
import { type LocalRepository, requireCommit, treeOf } from "./local-repository.ts";
import { listTree } from "./local-tree.ts";
import type { TreeListing } from "./tree-listing.ts";

export async function openSnapshot(repository: LocalRepository, commit: string): Promise<Snapshot> {
  await requireCommit(repository, commit);
  const tree = await treeOf(repository, commit);
  return snapshotOf(repository, commit, tree, await listTree(repository, commit));
}

export function snapshotOf(
  repository: LocalRepository,
  commit: string,
  tree: string,
  { files, skipped }: TreeListing,
): Snapshot {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const blobs = openBlobReader(repository.git);
  const listed = files.map(({ path, sizeBytes }) => ({ path, sizeBytes }));

  async function read(path: string): Promise<Uint8Array> {
    const file = byPath.get(path);
    if (file === undefined) throw new AppError("not_found", `There is no file ${path}.`);
    const { maxFileBytes } = repository;
    if (file.sizeBytes > maxFileBytes) {
      throw new AppError(
        "too_large",
        `${path} has ${file.sizeBytes} bytes; Etna reads files up to ${maxFileBytes}.`,
      );
    }
    return blobs.read(file.objectId, maxFileBytes);
  }

  return { commit, tree, list: async () => listed, skipped: async () => skipped, read };
}
