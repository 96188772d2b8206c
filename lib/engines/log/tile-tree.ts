import { AppError } from "#lib/base/index.ts";
import { type NodeReader, nodeHash, type Sha256 } from "#lib/engines/verify/index.ts";
import { tileHeight, tileWidth } from "./tile-path.ts";

/** The hashes of a tile; null for bytes that are not `width` of them. */
export function hashesOfTile(bytes: Uint8Array, width: number): readonly Uint8Array[] | null {
  if (bytes.length !== width * 32) return null;
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
}

/** The root over a power of two of neighbouring hashes. */
export function rootOfWhole(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = row.slice(at, at + 2);
      if (left === undefined || right === undefined) {
        throw new AppError("internal", "These hashes are no whole subtree.");
      }
      above.push(nodeHash(left, right, sha256));
    }
    row = above;
  }
  const [root] = row;
  if (root === undefined) throw new AppError("internal", "There is no root over no hashes.");
  return root;
}

/** The rows of hashes at the levels 0, 8, 16… that these leaf hashes give. */
export function rowsOfTiles(
  leaves: readonly Uint8Array[],
  sha256: Sha256,
): readonly (readonly Uint8Array[])[] {
  const rows = [leaves];
  for (let row = leaves; row.length >= tileWidth; ) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + tileWidth <= row.length; at += tileWidth) {
      above.push(rootOfWhole(row.slice(at, at + tileWidth), sha256));
    }
    rows.push(above);
    row = above;
  }
  return rows;
}

/** Every node of the tree, out of its rows of tile hashes. */
export function nodesOfRows(rows: readonly (readonly Uint8Array[])[], sha256: Sha256): NodeReader {
  return async (level, index) => {
    const row = rows[Math.floor(level / tileHeight)] ?? [];
    const span = 2 ** (level % tileHeight);
    return rootOfWhole(row.slice(index * span, (index + 1) * span), sha256);
  };
}
