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

const bufferBytes = 1024 * 1024;
const readAt = promisify(read);
const writeAt = promisify(write);
// A snapshot has no end that anyone would tell: the file goes when nobody can read it any more.
const forgotten = new FinalizationRegistry<number>((fd) => closeSync(fd));

export async function openSpool(): Promise<Spool> {
  const fd = await openNameless();
  const buffer = Buffer.alloc(bufferBytes);
  let buffered = 0;
  let written = 0;
  let flushing: Promise<void> = Promise.resolve();

  async function writeAll(piece: Uint8Array): Promise<void> {
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await writeAt(fd, piece, done, piece.length - done, written);
      done += bytesWritten;
      written += bytesWritten;
    }
  }

  /** A repository is mostly small files: one write for each would take the time of all else. */
  function flush(): Promise<void> {
    flushing = flushing.then(async () => {
      await writeAll(buffer.subarray(0, buffered));
      buffered = 0;
    });
    return flushing;
  }

  const spool: Spool = {
    async append(piece) {
      if (buffered + piece.length > bufferBytes) await flush();
      const at = written + buffered;
      if (piece.length > bufferBytes) await writeAll(piece);
      else {
        buffer.set(piece, buffered);
        buffered += piece.length;
      }
      return at;
    },
    async read(at, sizeBytes) {
      if (at + sizeBytes > written) await flush();
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

async function openNameless(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "etna-spool-"));
  try {
    return openSync(join(folder, "spool"), "wx+", 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
