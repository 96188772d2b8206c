import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import type { Git } from "./git.ts";

interface BlobReader {
  /**
   * The bytes of one blob, checked against its name. Throws `too_large` past `maxBytes`,
   * `precondition_failed` where the object is missing or damaged.
   */
  read(objectId: string, maxBytes: number): Promise<Uint8Array>;
}

interface BatchProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly chunks: AsyncIterator<Buffer>;
  rest: Buffer;
}

/** Reads blobs one after the other through one `git cat-file --batch`, ended after `idleMs`. */
export function openBlobReader(git: Git, idleMs = 2000): BlobReader {
  let batch: BatchProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  function stop(): void {
    batch?.child.kill("SIGKILL");
    batch = undefined;
  }

  function begin(): BatchProcess {
    const child = git.start(["cat-file", "--batch"]);
    // Whatever goes wrong shows as the end of standard output, which every read watches for.
    for (const emitter of [child, child.stdin]) emitter.on("error", () => undefined);
    child.stderr.resume();
    return { child, chunks: child.stdout[Symbol.asyncIterator](), rest: Buffer.alloc(0) };
  }

  async function readNow(objectId: string, maxBytes: number): Promise<Uint8Array> {
    clearTimeout(idle);
    batch ??= begin();
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      stop();
    }, git.timeoutMs);
    try {
      const reading = batch;
      reading.child.ref();
      reading.child.stdin.write(`${objectId}\n`);
      const header = await takeLine(reading);
      const sizeBytes = Number(/^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1] ?? Number.NaN);
      if (Number.isNaN(sizeBytes)) throw damaged(objectId);
      if (sizeBytes > maxBytes) {
        throw new AppError(
          "too_large",
          `A file of ${sizeBytes} bytes is over the limit of ${maxBytes}.`,
        );
      }
      const content = (await take(reading, sizeBytes + 1)).subarray(0, sizeBytes);
      if (nameOf(content, objectId.length) !== objectId) throw damaged(objectId);
      return content;
    } catch (error) {
      stop();
      throw git.stopped(late, error) ?? error;
    } finally {
      clearTimeout(limit);
      batch?.child.unref();
      idle = setTimeout(stop, idleMs).unref();
    }
  }

  function read(objectId: string, maxBytes: number): Promise<Uint8Array> {
    const result = last.then(() => readNow(objectId, maxBytes));
    last = result.catch(() => undefined);
    return result;
  }

  return { read };
}

/** A pack's index can lie about what an object holds, so the content is hashed again. */
function nameOf(content: Uint8Array, hexDigits: number): string {
  const hash = createHash(hexDigits === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
}

function damaged(objectId: string): AppError {
  return new AppError(
    "precondition_failed",
    `The repository is damaged: object ${objectId} cannot be read. Run git fsck on it.`,
  );
}

async function takeLine(batch: BatchProcess): Promise<string> {
  for (;;) {
    const end = batch.rest.indexOf(0x0a);
    if (end >= 0) {
      const line = batch.rest.toString("latin1", 0, end);
      batch.rest = batch.rest.subarray(end + 1);
      return line;
    }
    batch.rest = Buffer.concat([batch.rest, await nextChunk(batch)]);
  }
}

async function take(batch: BatchProcess, sizeBytes: number): Promise<Buffer> {
  const out = Buffer.alloc(sizeBytes);
  let filled = 0;
  for (;;) {
    const copied = batch.rest.copy(out, filled);
    batch.rest = batch.rest.subarray(copied);
    filled += copied;
    if (filled === sizeBytes) return out;
    batch.rest = await nextChunk(batch);
  }
}

async function nextChunk({ chunks }: BatchProcess): Promise<Buffer> {
  const next = await chunks.next();
  if (next.done) {
    throw new AppError(
      "precondition_failed",
      "The repository is damaged: git stopped while reading a file. Run git fsck on it.",
    );
  }
  return next.value;
}
