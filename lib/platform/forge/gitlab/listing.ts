import { AppError, decodeUtf8, repositoryPathFault, type SkippedPath } from "#lib/base/index.ts";
import { byPath, type TreeFile, type TreeListing } from "../tree-listing.ts";
import {
  type Archive,
  type ArchivedFile,
  type ArchivedFolder,
  fetchArchive,
  isArchivedFolder,
} from "./archive.ts";
import { readBlob } from "./blobs.ts";
import type { GitlabClient } from "./client.ts";
import { blobId, hexDigitsOf, isFolder, treeId } from "./git-objects.ts";
import type { GitlabTrees, ListedEntry } from "./trees.ts";

export interface GitlabListing extends TreeListing {
  readonly tree: string;
  /** The content of a listed file of no more than the limit. */
  content(objectId: string): Promise<Uint8Array>;
}

interface Found {
  readonly name: Buffer;
  readonly mode: string;
  readonly id: string;
  readonly child: ArchivedFolder | ArchivedFile | undefined;
}

/** Files that are not in the archive as they are in the tree; each is a request. */
const maxSingleFiles = 2000;
const atOnce = 6;

/**
 * Every file of a commit, with its size, which GitLab's own listing does not tell: from one archive,
 * checked against the tree. A folder whose computed id is the one that GitLab lists is right to the
 * last byte; one that differs is listed by itself, and what it lacks is read as blobs.
 */
export async function listCommit(
  client: GitlabClient,
  trees: GitlabTrees,
  commitId: string,
): Promise<GitlabListing> {
  const digits = hexDigitsOf(commitId);
  const top = await trees.folder(commitId, "");
  if (top === null) throw new AppError("not_found", `The repository has no commit ${commitId}.`);
  const { top: archived, spool }: Archive = await fetchArchive(client, commitId);
  const files = new Map<string, TreeFile>();
  const skipped: SkippedPath[] = [];
  const places = new Map<string, { readonly at: number; readonly sizeBytes: number }>();
  const missing: { readonly path: string; readonly mode: string; readonly id: string }[] = [];

  function keep(path: string, mode: string, id: string, { sizeBytes, at }: ArchivedFile): void {
    if (at !== null) places.set(id, { at, sizeBytes });
    const plain = mode === "100755" ? "100755" : "100644";
    if (files.has(path)) skipped.push({ path, reason: "unreadable" });
    else files.set(path, { path, mode: plain, objectId: id, sizeBytes });
  }

  /** True where the entry is no file that could be read. */
  function skip(pathBytes: Buffer, mode: string): boolean {
    const path = decodeUtf8(pathBytes);
    const shown = path ?? pathBytes.toString("utf8");
    const reason = skipReason(path, mode);
    if (reason !== null) skipped.push({ path: shown, reason });
    return reason !== null;
  }

  function takeWhole(folder: ArchivedFolder, prefix: Buffer): void {
    for (const [name, child] of folder.children) {
      const path = Buffer.concat([prefix, Buffer.from(name, "latin1")]);
      if (isArchivedFolder(child)) takeWhole(child, withSlash(path));
      else if (!skip(path, child.mode)) keep(path.toString("utf8"), child.mode, child.id, child);
    }
  }

  async function takeListed(
    entries: readonly ListedEntry[],
    folder: ArchivedFolder | undefined,
    prefix: Buffer,
  ): Promise<readonly Found[]> {
    const found = matched(entries, folder);
    for (const { name, mode, id, child } of found) {
      const path = Buffer.concat([prefix, name]);
      if (isFolder(mode)) await takeFolder(path, id, child);
      else if (skip(path, mode)) continue;
      else if (child !== undefined && !isArchivedFolder(child))
        await takeFile(path, mode, id, child);
      else missing.push({ path: path.toString("utf8"), mode, id });
    }
    return found;
  }

  async function takeFolder(
    path: Buffer,
    id: string,
    child: ArchivedFolder | ArchivedFile | undefined,
  ): Promise<void> {
    const inside = child !== undefined && isArchivedFolder(child) ? child : undefined;
    if (inside?.id === id) {
      takeWhole(inside, withSlash(path));
      return;
    }
    const name = decodeUtf8(path);
    const entries = name === null ? null : await trees.folder(commitId, name);
    if (entries !== null) await takeListed(entries, inside, withSlash(path));
    else skipped.push({ path: `${path.toString("utf8")}/`, reason: "unreadable" });
  }

  async function takeFile(
    path: Buffer,
    mode: string,
    id: string,
    child: ArchivedFile,
  ): Promise<void> {
    const name = path.toString("utf8");
    if (child.id === id) {
      keep(name, mode, id, child);
      return;
    }
    // `eol=crlf` in .gitattributes writes an archive with other line ends than the tree's.
    const bytes = child.at === null ? null : await spool.read(child.at, child.sizeBytes);
    const plain = bytes === null ? null : withoutCarriageReturns(bytes);
    if (plain === null || blobId(plain, digits) !== id) missing.push({ path: name, mode, id });
    else keep(name, mode, id, { ...child, sizeBytes: plain.length, at: await spool.append(plain) });
  }

  const roots = await takeListed(top, archived, Buffer.alloc(0));
  for (const { path } of missing.splice(maxSingleFiles))
    skipped.push({ path, reason: "unreadable" });
  while (missing.length > 0) {
    const some = missing.splice(0, atOnce);
    const read = await Promise.all(some.map(({ id }) => readOrNull(client, id)));
    for (const [i, { path, mode, id }] of some.entries()) {
      const bytes = read[i] ?? null;
      if (bytes === null) skipped.push({ path, reason: "too_large" });
      else
        keep(path, mode, id, {
          mode: "100644",
          id,
          sizeBytes: bytes.length,
          at: await spool.append(bytes),
        });
    }
  }
  return {
    tree: treeId(roots, digits),
    files: [...files.values()].sort(byPath),
    skipped: skipped.sort(byPath),
    async content(objectId) {
      const place = places.get(objectId);
      if (place === undefined) return readBlob(client, objectId, client.maxFileBytes);
      return spool.read(place.at, place.sizeBytes);
    },
  };
}

/**
 * What the archive holds for each listed entry. An entry whose listed name the archive does not
 * know, but whose content it does, has a name that is not UTF-8: the archive has its bytes.
 */
function matched(entries: readonly ListedEntry[], folder: ArchivedFolder | undefined): Found[] {
  const rest = new Map(folder?.children);
  const exact = entries.map((entry) => {
    const name = Buffer.from(entry.name);
    const child = rest.get(name.toString("latin1"));
    rest.delete(name.toString("latin1"));
    return { ...entry, name, child };
  });
  return exact.map((found) => {
    if (found.child !== undefined || isAscii(found.name)) return found;
    const twin = [...rest].find(
      ([name, child]) => child.id === found.id && decodeUtf8(Buffer.from(name, "latin1")) === null,
    );
    if (twin === undefined) return found;
    rest.delete(twin[0]);
    return { ...found, name: Buffer.from(twin[0], "latin1"), child: twin[1] };
  });
}

function skipReason(path: string | null, mode: string): SkippedPath["reason"] | null {
  if (path === null) return "not_utf8_path";
  if (mode === "160000") return "submodule";
  if (mode === "120000") return "symlink";
  return repositoryPathFault(path) === null ? null : "unreadable";
}

async function readOrNull(client: GitlabClient, id: string): Promise<Uint8Array | null> {
  try {
    return await readBlob(client, id, client.maxFileBytes);
  } catch (error) {
    if (error instanceof AppError && error.code === "too_large") return null;
    throw error;
  }
}

function withoutCarriageReturns(bytes: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

function isAscii(name: Buffer): boolean {
  return name.every((byte) => byte < 0x80);
}

function withSlash(path: Buffer): Buffer {
  return Buffer.concat([path, Buffer.from("/")]);
}
