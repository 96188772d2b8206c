import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { decodeUtf8 } from "#lib/base/index.ts";
import { openSpool } from "../spool.ts";
import { readTar } from "../tar.ts";
import type { TreeFile } from "../tree-listing.ts";
import type { GithubClient } from "./client.ts";
import { blobId } from "./objects.ts";

export interface Archive {
  /** Null for a file that the archive left out, or wrote otherwise than the tree holds it. */
  read(objectId: string): Promise<Uint8Array | null>;
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
  const spool = await openSpool();
  const body = await client.stream("GET /repos/{owner}/{repo}/tarball/{ref}", { ref: commit });
  const packed = Readable.fromWeb(body as NodeStream);
  const unpacked = createGunzip();
  packed.on("error", (error) => unpacked.destroy(error)).pipe(unpacked);
  try {
    await readTar(unpacked, async (entry, content) => {
      const path = decodeUtf8(entry.path) ?? "";
      const file = byPath.get(path.slice(path.indexOf("/") + 1));
      if (entry.kind !== "file" || file?.sizeBytes !== entry.sizeBytes) return;
      if (places.has(file.objectId)) return;
      const pieces: Buffer[] = [];
      for await (const piece of content) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      if (blobId(bytes) !== file.objectId) return;
      places.set(file.objectId, { at: await spool.append(bytes), sizeBytes: bytes.length });
    });
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  return {
    async read(objectId) {
      const place = places.get(objectId);
      return place === undefined ? null : spool.read(place.at, place.sizeBytes);
    },
  };
}
