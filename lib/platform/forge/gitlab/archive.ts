import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { AppError } from "#lib/base/index.ts";
import { openSpool, type Spool } from "../spool.ts";
import { readTar, type TarEntry } from "../tar.ts";
import type { GitlabClient } from "./client.ts";
import { blobId, type HexDigits, hexDigitsOf, objectHash, treeId } from "./git-objects.ts";

export interface ArchivedFile {
  readonly mode: "100644" | "100755" | "120000";
  /** Of what the archive holds: the tree may hold something else under this name. */
  readonly id: string;
  readonly sizeBytes: number;
  /** Null where the content was too large to keep. */
  readonly at: number | null;
}

/** Children by name; a key is the name's bytes as Latin-1, so that none is lost. */
export interface ArchivedFolder {
  readonly children: Map<string, ArchivedFolder | ArchivedFile>;
  /** Of what the archive holds below. */
  id: string;
}

export interface Archive {
  readonly top: ArchivedFolder;
  readonly spool: Spool;
}

const maxEntries = 600_000;

/**
 * One commit's files in one request, as data end to end: no file of a repository gets a path of its
 * own. What `.gitattributes` leaves out of an archive or changes in it shows in the ids.
 */
export async function fetchArchive(client: GitlabClient, commitId: string): Promise<Archive> {
  const digits = hexDigitsOf(commitId);
  const spool = await openSpool();
  const top = newFolder();
  let entries = 0;

  async function take(entry: TarEntry, content: AsyncIterable<Buffer>): Promise<void> {
    entries += 1;
    if (entries > maxEntries) {
      throw new AppError("too_large", `The repository has more than ${maxEntries} files.`);
    }
    const segments = entry.path
      .toString("latin1")
      .split("/")
      .filter((name) => name !== "");
    const names = segments.slice(1);
    const name = names.pop();
    if (name === undefined) return;
    let folder = top;
    for (const step of names) folder = folderIn(folder, step);
    if (entry.kind === "folder") folderIn(folder, name);
    else if (entry.kind === "link") folder.children.set(name, linkTo(entry.target, digits));
    else if (entry.kind === "file") {
      folder.children.set(name, await takeFile(client, spool, entry, content, digits));
    }
  }

  const { projectId, maxArchiveBytes } = client;
  // With the files that LFS keeps elsewhere it would hold what the tree does not.
  const query = `sha=${commitId}&include_lfs_blobs=false`;
  const path = `projects/${projectId}/repository/archive.tar.gz`;
  const body = await client.transport.stream(path, query);
  await pipeline(
    Readable.fromWeb(body as NodeStream),
    createGunzip(),
    bounded(maxArchiveBytes),
    (chunks: AsyncIterable<Buffer>) => readTar(chunks, take),
  ).catch((error: unknown) => {
    if (error instanceof AppError) throw error;
    throw new AppError("unavailable", "The archive of the repository is damaged. Try again.", {
      cause: error,
    });
  });
  identify(top, digits);
  return { top, spool };
}

export function isArchivedFolder(child: ArchivedFolder | ArchivedFile): child is ArchivedFolder {
  return "children" in child;
}

async function takeFile(
  client: GitlabClient,
  spool: Spool,
  { sizeBytes, isExecutable }: TarEntry,
  content: AsyncIterable<Buffer>,
  digits: HexDigits,
): Promise<ArchivedFile> {
  const hash = objectHash("blob", sizeBytes, digits);
  const isKept = sizeBytes <= client.maxFileBytes;
  let at: number | null = isKept ? -1 : null;
  for await (const piece of content) {
    hash.update(piece);
    if (!isKept) continue;
    const place = await spool.append(piece);
    if (at === -1) at = place;
  }
  const mode = isExecutable ? "100755" : "100644";
  return { mode, id: hash.digest("hex"), sizeBytes, at: at === -1 ? 0 : at };
}

function linkTo(target: Buffer, digits: HexDigits): ArchivedFile {
  return { mode: "120000", id: blobId(target, digits), sizeBytes: target.length, at: null };
}

function newFolder(): ArchivedFolder {
  return { children: new Map(), id: "" };
}

function folderIn(folder: ArchivedFolder, name: string): ArchivedFolder {
  const found = folder.children.get(name);
  if (found !== undefined && isArchivedFolder(found)) return found;
  const made = newFolder();
  folder.children.set(name, made);
  return made;
}

/** Names every folder by what is in it, the innermost first. */
function identify(top: ArchivedFolder, digits: HexDigits): void {
  const all = [top];
  for (const folder of all) all.push(...[...folder.children.values()].filter(isArchivedFolder));
  for (const folder of all.toReversed()) {
    const entries = [...folder.children].map(([name, child]) => ({
      name: Buffer.from(name, "latin1"),
      mode: isArchivedFolder(child) ? "040000" : child.mode,
      id: child.id,
    }));
    folder.id = treeId(entries, digits);
  }
}

function bounded(maxBytes: number): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) done(null, chunk);
      else
        done(new AppError("too_large", `The repository has more than ${maxBytes} bytes of files.`));
    },
  });
}
