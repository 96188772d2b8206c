import { bytesEqual } from "#lib/base/index.ts";
import { leafHash, type NodeReader, type Sha256 } from "#lib/engines/verify/index.ts";
import { readEntryBundle } from "./entry-bundle.ts";
import { type TileAddress, tilePath, tilesOf, tileWidth } from "./tile-path.ts";
import { hashesOfTile, nodesOfRows, rowsOfTiles } from "./tile-tree.ts";

/** Where a log's files are: its address, or a folder. Both throw where they cannot be asked. */
export interface LogSource {
  checkpoint(): Promise<string>;
  /** The file at a path such as `tile/0/000.p/3`, or null where there is none. */
  file(path: string): Promise<Uint8Array | null>;
}

const atOnce = 8;

interface ReadTiles {
  /** What is wrong with the first tile that is. */
  readonly fault: string | null;
  readonly leaves: readonly Uint8Array[];
  readonly read: NodeReader;
}

/** Reads every tile of hashes. Those above level 0 must be what those below them give. */
export async function checkTiles(
  source: LogSource,
  size: number,
  sha256: Sha256,
): Promise<ReadTiles> {
  const leaves: Uint8Array[] = [];
  const bad = await forEach(source, tilesOf(0, size), ({ tile, bytes }) => {
    const hashes = hashesOfTile(bytes, tile.width);
    if (hashes === null) return `${tilePath(tile)} is no tile of ${tile.width} hashes.`;
    leaves.push(...hashes);
    return null;
  });
  const rows = bad === null ? rowsOfTiles(leaves, sha256) : [];
  const read = nodesOfRows(rows, sha256);
  if (bad !== null) return { fault: bad, leaves, read };
  for (const [level, row] of rows.entries()) {
    if (level === 0) continue;
    const fault = await forEach(source, tilesOf(level, size), ({ tile, bytes }) => {
      const first = tile.index * tileWidth;
      const below = row.slice(first, first + tile.width);
      const hashes = hashesOfTile(bytes, tile.width);
      const fits = hashes?.every((hash, at) => bytesEqual(hash, below[at] ?? new Uint8Array()));
      return fits ? null : `${tilePath(tile)} is not what the tiles below it give.`;
    });
    if (fault !== null) return { fault, leaves, read };
  }
  return { fault: null, leaves, read };
}

/** Reads every entry, and holds it against its leaf. */
export async function checkEntries(
  source: LogSource,
  leaves: readonly Uint8Array[],
  sha256: Sha256,
): Promise<{ readonly fault: string | null; readonly entries: number }> {
  let entries = 0;
  const fault = await forEach(source, tilesOf("entries", leaves.length), ({ tile, bytes }) => {
    const bundle = readEntryBundle(bytes);
    if (bundle?.length !== tile.width)
      return `${tilePath(tile)} is no bundle of ${tile.width} entries.`;
    for (const entry of bundle) {
      const leaf = leaves[entries];
      if (leaf === undefined || !bytesEqual(leafHash(entry, sha256), leaf)) {
        return `Entry ${entries} in ${tilePath(tile)} is not the one that its leaf stands for.`;
      }
      entries++;
    }
    return null;
  });
  return { fault, entries };
}

/** Fetches some at a time and looks at them in their order; ends at the first fault. */
async function forEach(
  source: LogSource,
  tiles: readonly TileAddress[],
  look: (read: { readonly tile: TileAddress; readonly bytes: Uint8Array }) => string | null,
): Promise<string | null> {
  for (let at = 0; at < tiles.length; at += atOnce) {
    const some = tiles.slice(at, at + atOnce);
    const files = await Promise.all(some.map((tile) => fetchTile(source, tile)));
    for (const [offset, tile] of some.entries()) {
      const bytes = files[offset] ?? null;
      if (bytes === null) return `${tilePath(tile)} is missing.`;
      const fault = look({ tile, bytes });
      if (fault !== null) return fault;
    }
  }
  return null;
}

/** A log may drop a partial tile once there is the full one, which begins with it. */
async function fetchTile(source: LogSource, tile: TileAddress): Promise<Uint8Array | null> {
  const own = await source.file(tilePath(tile));
  if (own !== null || tile.width === tileWidth) return own;
  const full = await source.file(tilePath({ ...tile, width: tileWidth }));
  if (full === null || tile.level !== "entries") return full?.subarray(0, tile.width * 32) ?? null;
  const entries = readEntryBundle(full)?.slice(0, tile.width);
  const sizeBytes = entries?.reduce((sum, entry) => sum + 2 + entry.length, 0) ?? 0;
  return full.subarray(0, sizeBytes);
}
