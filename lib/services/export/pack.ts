import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { Header } from "tar";
import { AppError } from "#lib/base/index.ts";
import type { ProofFile } from "#lib/services/provenance/index.ts";

const blockBytes = 512;

/** The files below one folder, as a gzipped tar archive (ustar), packed while it is read. */
export function packed(files: AsyncIterable<ProofFile>, folder: string): ReadableStream {
  const tar = Readable.from(blocksOf(files, folder, new Date()));
  const gzip = createGzip();
  // A reader who leaves ends the one, a fault here the other.
  tar.on("error", (error) => gzip.destroy(error));
  gzip.on("close", () => tar.destroy());
  return Readable.toWeb(tar.pipe(gzip)) as ReadableStream;
}

async function* blocksOf(
  files: AsyncIterable<ProofFile>,
  folder: string,
  mtime: Date,
): AsyncGenerator<Uint8Array> {
  for await (const { path, bytes } of files) {
    const block = Buffer.alloc(blockBytes);
    const size = bytes.length;
    const named = { path: `${folder}/${path}`, type: "File", mode: 0o600, size, mtime } as const;
    const needsPax = new Header(named).encode(block);
    if (needsPax) throw new AppError("internal", `${path} is too long a name for an archive.`);
    yield block;
    yield bytes;
    yield Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}
