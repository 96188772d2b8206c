import { AppError } from "#lib/base/index.ts";
import type { Snapshot } from "../forge.ts";
import { type Archive, fetchArchive } from "./archive.ts";
import { type GithubClient, inOurWords } from "./client.ts";
import type { GithubObjects } from "./objects.ts";
import { type GithubListing, listTree } from "./tree.ts";

/** Reads up to this many come one by one; who asks for more gets the rest by one download. */
const maxSingleReads = 4;
const maxArchiveBytes = 1024 * 1024 * 1024;

export interface Listings {
  of(commit: string): Promise<GithubListing & { readonly tree: string }>;
}

/** Listings by commit; the last two are kept, which is the base of a fix and its head. */
export function openListings(client: GithubClient, objects: GithubObjects): Listings {
  const kept = new Map<string, Promise<GithubListing & { readonly tree: string }>>();

  async function list(commit: string) {
    const tree = await objects.treeOf(commit);
    return { tree, ...(await listTree(client, tree)) };
  }

  return {
    of(commit) {
      const found = kept.get(commit) ?? list(commit);
      kept.delete(commit);
      kept.set(commit, found);
      if (kept.size > 2) kept.delete(kept.keys().next().value ?? "");
      found.catch(() => kept.delete(commit));
      return found;
    },
  };
}

export async function openSnapshot(
  client: GithubClient,
  objects: GithubObjects,
  listings: Listings,
  commit: string,
): Promise<Snapshot> {
  const { tree, files, skipped } = await inOurWords(client, () => listings.of(commit));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const left = skipped.map(({ path, reason }) => ({ path, reason }));
  const listed = files.map(({ path, sizeBytes }) => ({ path, sizeBytes }));
  const readable = files.filter(({ sizeBytes }) => sizeBytes <= client.maxFileBytes);
  const fits = readable.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= maxArchiveBytes;
  let reads = 0;
  let archive: Promise<Archive> | undefined;

  async function fromArchive(objectId: string): Promise<Uint8Array | null> {
    if (!fits || ++reads <= maxSingleReads) return null;
    archive ??= inOurWords(client, () => fetchArchive(client, commit, readable));
    const opened = archive;
    opened.catch(() => {
      if (archive === opened) archive = undefined;
    });
    return (await opened).read(objectId);
  }

  async function read(path: string): Promise<Uint8Array> {
    const file = byPath.get(path);
    if (file === undefined) throw new AppError("not_found", `There is no file ${path}.`);
    const { maxFileBytes } = client;
    if (file.sizeBytes > maxFileBytes) {
      throw new AppError(
        "too_large",
        `${path} has ${file.sizeBytes} bytes; Etna reads files up to ${maxFileBytes}.`,
      );
    }
    const found = await fromArchive(file.objectId);
    return found ?? objects.blob(file.objectId, maxFileBytes);
  }

  return { commit, tree, list: async () => listed, skipped: async () => left, read };
}
