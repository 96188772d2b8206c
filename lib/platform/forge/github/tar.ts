import { AppError, decodeUtf8 } from "#lib/base/index.ts";

export interface TarFile {
  /** As in the archive, with the folder on top. */
  readonly path: string;
  readonly sizeBytes: number;
}

const blockBytes = 512;
const maxHeaderBytes = 64 * 1024;

/**
 * Reads a tar archive as `git archive` writes it (ustar with pax headers, POSIX.1-2001). The bytes
 * of a file are given where `wants` says so; every other entry is passed over. Throws `unavailable`
 * for an archive that is torn.
 */
export async function readTar(
  chunks: AsyncIterable<Uint8Array>,
  wants: (file: TarFile) => boolean,
  onFile: (file: TarFile, content: Buffer) => Promise<void>,
): Promise<void> {
  const source = openSource(chunks);
  let longPath: string | null = null;
  for (;;) {
    const header = await source.take(blockBytes);
    if (header === null || header.every((byte) => byte === 0)) return;
    const sizeBytes = sizeOf(header);
    const padded = Math.ceil(sizeBytes / blockBytes) * blockBytes;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === "x" || kind === "g") {
      if (sizeBytes > maxHeaderBytes) throw torn();
      const records = whole(await source.take(padded)).subarray(0, sizeBytes);
      if (kind === "x") longPath = paxPath(records) ?? longPath;
      continue;
    }
    const path = longPath ?? pathOf(header);
    longPath = null;
    const file = { path: path ?? "", sizeBytes };
    if ((kind === "0" || kind === "\0") && path !== null && wants(file)) {
      await onFile(file, whole(await source.take(padded)).subarray(0, sizeBytes));
    } else {
      await source.skip(padded);
    }
  }
}

function openSource(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const next = await iterator.next();
    if (next.done === true) return false;
    rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    return true;
  }

  return {
    /** Null at the end of the archive. */
    async take(sizeBytes: number): Promise<Buffer | null> {
      const out = Buffer.alloc(sizeBytes);
      let filled = 0;
      while (filled < sizeBytes) {
        if (rest.length === 0 && !(await more())) {
          if (filled === 0) return null;
          throw torn();
        }
        const copied = rest.copy(out, filled);
        rest = rest.subarray(copied);
        filled += copied;
      }
      return out;
    },
    async skip(sizeBytes: number): Promise<void> {
      let left = sizeBytes;
      while (left > 0) {
        if (rest.length === 0 && !(await more())) throw torn();
        const passed = Math.min(left, rest.length);
        rest = rest.subarray(passed);
        left -= passed;
      }
    },
  };
}

function sizeOf(header: Buffer): number {
  const digits = header.toString("latin1", 124, 136).replace(/[\0 ].*$/s, "");
  if (!/^[0-7]{1,11}$/.test(digits)) throw torn();
  return Number.parseInt(digits, 8);
}

/** Null where the name is not UTF-8. */
function pathOf(header: Buffer): string | null {
  const name = textOf(header.subarray(0, 100));
  const prefix = textOf(header.subarray(345, 500));
  if (name === null || prefix === null) return null;
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textOf(field: Buffer): string | null {
  const end = field.indexOf(0);
  return decodeUtf8(end === -1 ? field : field.subarray(0, end));
}

/** Records are "LENGTH KEY=VALUE\n", with the length of all of it in bytes. */
function paxPath(records: Buffer): string | null {
  let path: string | null = null;
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(0x20, at);
    const length = Number(records.toString("latin1", at, space));
    if (space === -1 || !Number.isSafeInteger(length) || length <= 0) throw torn();
    const record = records.subarray(space + 1, at + length - 1);
    if (record.toString("latin1", 0, 5) === "path=") path = decodeUtf8(record.subarray(5));
    at += length;
  }
  return path;
}

function whole(bytes: Buffer | null): Buffer {
  if (bytes === null) throw torn();
  return bytes;
}

function torn(): AppError {
  return new AppError("unavailable", "GitHub's archive of the repository is damaged. Try again.");
}
