import { AppError } from "#lib/base/index.ts";

export interface TarEntry {
  /** As in the archive, with the folder on top: bytes, for not every name is UTF-8. */
  readonly path: Buffer;
  readonly kind: "file" | "folder" | "link" | "other";
  readonly isExecutable: boolean;
  readonly sizeBytes: number;
  /** Where a link leads. */
  readonly target: Buffer;
}

const blockBytes = 512;
const maxPaxBytes = 64 * 1024;

/**
 * Reads a tar archive as `git archive` writes it: ustar with pax headers (POSIX.1-2001). `content`
 * gives the bytes of a file piece by piece; what is not taken of it is passed over. Throws
 * `unavailable` for an archive that is torn.
 */
export async function readTar(
  chunks: AsyncIterable<Uint8Array>,
  onEntry: (entry: TarEntry, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const source = openSource(chunks);
  let pax = new Map<string, Buffer>();
  for (;;) {
    const header = await source.block();
    if (header === null || header.every((byte) => byte === 0)) return;
    const sizeBytes = numberAt(header, 124, 12);
    const padded = Math.ceil(sizeBytes / blockBytes) * blockBytes;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "x" || type === "g") {
      if (sizeBytes > maxPaxBytes) throw torn();
      const records = await joined(source.pieces(padded));
      if (type === "x") pax = paxRecords(records.subarray(0, sizeBytes));
      continue;
    }
    const entry = entryOf(header, type, sizeBytes, pax);
    pax = new Map();
    const content = source.pieces(sizeBytes);
    await onEntry(entry, content);
    for await (const _ of content);
    for await (const _ of source.pieces(padded - sizeBytes));
  }
}

function openSource(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  /** False at the end of the archive. */
  async function more(): Promise<boolean> {
    while (rest.length === 0) {
      const { done, value } = await iterator.next();
      if (done === true) return false;
      rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    return true;
  }

  async function* pieces(sizeBytes: number): AsyncGenerator<Buffer, void, void> {
    for (let left = sizeBytes; left > 0; ) {
      if (!(await more())) throw torn();
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  return {
    pieces,
    async block(): Promise<Buffer | null> {
      if (!(await more())) return null;
      return joined(pieces(blockBytes));
    },
  };
}

async function joined(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function entryOf(
  header: Buffer,
  type: string,
  sizeBytes: number,
  pax: ReadonlyMap<string, Buffer>,
): TarEntry {
  const name = textAt(header, 0, 100);
  const prefix = textAt(header, 345, 155);
  const short = prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from("/"), name]);
  const kinds = { "0": "file", "\0": "file", "5": "folder", "2": "link" } as const;
  return {
    path: pax.get("path") ?? short,
    kind: kinds[type as keyof typeof kinds] ?? "other",
    isExecutable: (numberAt(header, 100, 8) & 0o100) !== 0,
    sizeBytes,
    target: pax.get("linkpath") ?? textAt(header, 157, 100),
  };
}

function textAt(header: Buffer, at: number, length: number): Buffer {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end));
}

function numberAt(header: Buffer, at: number, length: number): number {
  const digits = header.toString("latin1", at, at + length).replace(/[\0 ].*$/s, "");
  if (!/^[0-7]{1,11}$/.test(digits)) throw torn();
  return Number.parseInt(digits, 8);
}

/** Records are "LENGTH KEY=VALUE\n", with the length of all of it in bytes. */
function paxRecords(records: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(0x20, at);
    const length = Number(records.toString("latin1", at, Math.max(at, space)));
    if (space === -1 || !Number.isSafeInteger(length) || length <= space - at) throw torn();
    const record = records.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    if (equals === -1) throw torn();
    found.set(record.toString("latin1", 0, equals), Buffer.from(record.subarray(equals + 1)));
    at += length;
  }
  return found;
}

function torn(): AppError {
  return new AppError("unavailable", "The archive of the repository is damaged. Try again.");
}
