import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { TreeFile } from "../tree-listing.ts";
import type { GithubClient } from "./client.ts";
import { blobId } from "./objects.ts";
import { readTar } from "./tar.ts";

export interface Archive {
  /** Null for a file that the archive left out, or wrote otherwise than the tree holds it. */
  read(objectId: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/**
 * Fetches one commit's files in one request into a nameless temporary file, as data end to end: no
 * file of a repository gets a path of its own. Only content that has the name the tree gives it is
 * kept: `export-ignore` and `export-subst` make an archive that is not the tree.
 */
export async function fetchArchive(
  client: GithubClient,
  commit: string,
  wanted: readonly TreeFile[],
): Promise<Archive> {
  const byPath = new Map(wanted.map((file) => [file.path, file]));
  const places = new Map<string, { readonly at: number; readonly sizeBytes: number }>();
  const file = await namelessFile();
  let end = 0;
  try {
    const body = await client.stream("GET /repos/{owner}/{repo}/tarball/{ref}", { ref: commit });
    const unpacked = Readable.fromWeb(body as import("node:stream/web").ReadableStream)
      .on("error", (error) => unpacked.destroy(error))
      .pipe(createGunzip());
    const within = (path: string) => byPath.get(path.slice(path.indexOf("/") + 1));
    await readTar(
      unpacked,
      ({ path, sizeBytes }) => within(path)?.sizeBytes === sizeBytes,
      async ({ path, sizeBytes }, content) => {
        const objectId = within(path)?.objectId ?? "";
        if (places.has(objectId) || blobId(content) !== objectId) return;
        await file.write(content, 0, sizeBytes, end);
        places.set(objectId, { at: end, sizeBytes });
        end += sizeBytes;
      },
    );
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    close: () => file.close(),
    async read(objectId) {
      const place = places.get(objectId);
      if (place === undefined) return null;
      const bytes = new Uint8Array(place.sizeBytes);
      if (place.sizeBytes > 0) await file.read(bytes, 0, place.sizeBytes, place.at);
      return bytes;
    },
  };
}

async function namelessFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), "etna-archive-"));
  try {
    return await open(join(folder, "files"), "wx+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
