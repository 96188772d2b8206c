import { createHash, type Hash } from "node:crypto";

/** One entry of a tree as git stores it; `name` is whatever bytes it is. */
export interface TreeEntry {
  readonly name: Buffer;
  /** Six octal digits, such as 040000. */
  readonly mode: string;
  readonly id: string;
}

/** SHA-1 ids have 40 hex digits, SHA-256 ids 64. */
export type HexDigits = 40 | 64;

export function hexDigitsOf(id: string): HexDigits {
  return id.length === 64 ? 64 : 40;
}

export function objectHash(type: "blob" | "tree", sizeBytes: number, digits: HexDigits): Hash {
  return createHash(digits === 64 ? "sha256" : "sha1").update(`${type} ${sizeBytes}\0`);
}

export function blobId(content: Uint8Array, digits: HexDigits): string {
  return objectHash("blob", content.length, digits).update(content).digest("hex");
}

/** The id of the tree of these entries: git sorts a folder as if its name ended in a slash. */
export function treeId(entries: readonly TreeEntry[], digits: HexDigits): string {
  const key = ({ name, mode }: TreeEntry) =>
    isFolder(mode) ? Buffer.concat([name, Buffer.from("/")]) : name;
  const sorted = entries
    .map((entry) => ({ entry, key: key(entry) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) =>
      Buffer.concat([
        Buffer.from(`${entry.mode.replace(/^0+/, "")} `),
        entry.name,
        Buffer.from([0]),
        Buffer.from(entry.id, "hex"),
      ]),
    );
  const bytes = Buffer.concat(sorted);
  return objectHash("tree", bytes.length, digits).update(bytes).digest("hex");
}

export function isFolder(mode: string): boolean {
  return mode === "040000";
}
