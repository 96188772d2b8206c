import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { rootOfLeaves } from "./log-tree.ts";

/** A log of its own key, in memory, whose files are made straight from the specifications' text. */
export interface MemoryLog {
  readonly verifierKey: string;
  readonly entries: Uint8Array[];
  checkpoint(size?: number): string;
  /** Every file of a tree of this size, by its path. */
  files(size?: number): Map<string, Uint8Array>;
}

export interface NoteSigner {
  readonly name: string;
  readonly type: 1 | 4;
  readonly raw: Buffer;
  readonly key: KeyObject;
  readonly keyId: Buffer;
  readonly verifierKey: string;
}

export function noteSigner(name: string, type: 1 | 4 = 1): NoteSigner {
  const pair = generateKeyPairSync("ed25519");
  const raw = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const named = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), raw]);
  const keyId = createHash("sha256").update(named).digest().subarray(0, 4);
  const encoded = Buffer.concat([Buffer.of(type), raw]).toString("base64");
  const verifierKey = `${name}+${keyId.toString("hex")}+${encoded}`;
  return { name, type, raw, key: pair.privateKey, keyId, verifierKey };
}

export function signatureLine(signer: NoteSigner, signature: Uint8Array): string {
  return `\u2014 ${signer.name} ${Buffer.concat([signer.keyId, signature]).toString("base64")}\n`;
}

export function memoryLog(signer: NoteSigner, entries: Uint8Array[]): MemoryLog {
  const root = (size: number) =>
    Buffer.from(rootOfLeaves(entries.slice(0, size)), "hex").toString("base64");
  const checkpoint = (size = entries.length) => {
    const text = `${signer.name}\n${size}\n${root(size)}\n`;
    return `${text}\n${signatureLine(signer, sign(null, Buffer.from(text), signer.key))}`;
  };
  return {
    verifierKey: signer.verifierKey,
    entries,
    checkpoint,
    files: (size = entries.length) => {
      const files = tileFiles(entries.slice(0, size));
      files.set("checkpoint", Buffer.from(checkpoint(size)));
      files.set("log.json", Buffer.from(JSON.stringify({ verifierKey: signer.verifierKey })));
      return files;
    },
  };
}

/** Every tile and bundle of the tree of these entries. */
export function tileFiles(entries: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const put = (level: number | "entries", index: number, parts: readonly Uint8Array[]) => {
    const width = parts.length === 256 ? "" : `.p/${parts.length}`;
    files.set(`tile/${level}/${elements(index)}${width}`, Buffer.concat(parts));
  };
  const framed = entries.map((entry) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(entry.length);
    return Buffer.concat([length, entry]);
  });
  for (const [index, parts] of inGroups(framed)) put("entries", index, parts);
  let row: readonly Uint8Array[] = entries.map((entry) => hash(Buffer.of(0), entry));
  for (let level = 0; row.length > 0; level++) {
    for (const [index, parts] of inGroups(row)) put(level, index, parts);
    row = inGroups(row)
      .filter(([, parts]) => parts.length === 256)
      .map(([, parts]) => foldAll(parts));
  }
  return files;
}

function inGroups(parts: readonly Uint8Array[]): readonly [number, readonly Uint8Array[]][] {
  const count = Math.ceil(parts.length / 256);
  return Array.from({ length: count }, (_, at) => [at, parts.slice(at * 256, at * 256 + 256)]);
}

/** “Zero-padded 3-digit path elements. All but the last path element MUST begin with an x.” */
function elements(index: number): string {
  const last = String(index % 1000).padStart(3, "0");
  const above: string[] = [];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    above.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return [...above, last].join("/");
}

function foldAll(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes;
  if (hashes.length === 1 && first !== undefined) return first;
  const half = hashes.length / 2;
  return hash(Buffer.of(1), foldAll(hashes.slice(0, half)), foldAll(hashes.slice(half)));
}

function hash(...parts: readonly Uint8Array[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}
