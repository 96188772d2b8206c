import { AppError } from "#lib/base/index.ts";
import type { Snapshot } from "../forge.ts";
import type { TreeFile } from "../tree-listing.ts";
import { readBlob } from "./blobs.ts";
import type { GitlabClient } from "./client.ts";
import { isFolder } from "./git-objects.ts";
import type { GitlabListing } from "./listing.ts";
import type { GitlabTrees } from "./trees.ts";

/** Reads up to this many come one by one; who asks for more gets everything by one download. */
const maxSingleReads = 4;

export async function openSnapshot(
  client: GitlabClient,
  trees: GitlabTrees,
  listings: (commitId: string) => Promise<GitlabListing>,
  commit: string,
): Promise<Snapshot> {
  await trees.commit(commit);
  const { tree } = await trees.root(commit);
  let listing: Promise<GitlabListing> | undefined;
  let byName: ReadonlyMap<string, TreeFile> = new Map();
  let reads = 0;

  async function list(): Promise<GitlabListing> {
    try {
      const found = await listings(commit);
      byName = new Map(found.files.map((file) => [file.path, file]));
      return found;
    } catch (error) {
      listing = undefined;
      throw error;
    }
  }

  function listed(): Promise<GitlabListing> {
    listing ??= list();
    return listing;
  }

  async function readListed(path: string): Promise<Uint8Array> {
    const { content } = await listed();
    const file = byName.get(path);
    if (file === undefined) throw new AppError("not_found", `There is no file ${path}.`);
    const { maxFileBytes } = client;
    if (file.sizeBytes > maxFileBytes) {
      throw new AppError(
        "too_large",
        `${path} has ${file.sizeBytes} bytes; Etna reads files up to ${maxFileBytes}.`,
      );
    }
    return content(file.objectId);
  }

  return {
    commit,
    tree,
    list: async () => (await listed()).files.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    skipped: async () => (await listed()).skipped,
    async read(path) {
      reads += 1;
      if (listing !== undefined || reads > maxSingleReads) return readListed(path);
      const entry = await entryAt(trees, commit, path);
      const isFile = entry?.mode === "100644" || entry?.mode === "100755";
      // A path that is not plainly a file is for the listing to judge.
      if (entry === null || !isFile) return readListed(path);
      return readBlob(client, entry.id, client.maxFileBytes);
    },
  };
}

async function entryAt(trees: GitlabTrees, commit: string, path: string) {
  const segments = path.split("/");
  const name = segments.pop();
  const folder = segments.join("/");
  if (segments.includes("") || path.includes("\0")) return null;
  const entries = await trees.folder(commit, folder);
  return entries?.find((entry) => entry.name === name && !isFolder(entry.mode)) ?? null;
}
