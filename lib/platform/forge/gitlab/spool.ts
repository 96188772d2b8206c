import { closeSync, openSync, read, write } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Bytes on disk instead of in memory: one file without a name, gone with the process. */
export interface Spool {
  /** Where the piece begins. One writer at a time. */
  append(piece: Uint8Array): Promise<number>;
  read(at: number, sizeBytes: number): Promise<Uint8Array>;
}

const readAt = promisify(read);
const writeAt = promisify(write);
// A snapshot has no end that anyone would tell: the file goes when nobody can read it any more.
const forgotten = new FinalizationRegistry<number>((fd) => closeSync(fd));

export async function openSpool(): Promise<Spool> {
  const folder = await mkdtemp(join(tmpdir(), "etna-spool-"));
  let fd: number;
  try {
    fd = openSync(join(folder, "spool"), "wx+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  let end = 0;
  const spool: Spool = {
    async append(piece) {
      const at = end;
      end += piece.length;
      for (let done = 0; done < piece.length; ) {
        const { bytesWritten } = await writeAt(fd, piece, done, piece.length - done, at + done);
        done += bytesWritten;
      }
      return at;
    },
    async read(at, sizeBytes) {
      const bytes = new Uint8Array(sizeBytes);
      for (let done = 0; done < sizeBytes; ) {
        const { bytesRead } = await readAt(fd, bytes, done, sizeBytes - done, at + done);
        if (bytesRead === 0) throw new Error("The spool ends too early.");
        done += bytesRead;
      }
      return bytes;
    },
  };
  forgotten.register(spool, fd);
  return spool;
}
