import { concatBytes } from "#lib/base/index.ts";
import {
  readTilePath,
  type TileAddress,
  tileHeight,
  tileWidth,
  writeEntryBundle,
} from "#lib/engines/log/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";

/**
 * One file of the log as C2SP tlog-tiles serves it, by what stands behind `tile/` in its path. Null
 * where the path is written in another way, or the log has not grown so far. What is once there
 * never changes.
 */
export async function readLogTile(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const tile = readTilePath(path);
  if (tile === null) return null;
  const { level } = tile;
  const parts = await readAs({}, (db) =>
    level === "entries" ? readBodies(db, tile) : readHashes(db, tile, level * tileHeight),
  );
  if (parts.length !== tile.width) return null;
  return level === "entries" ? writeEntryBundle(parts) : concatBytes(...parts);
}

function span({ index, width }: TileAddress) {
  const first = BigInt(index) * BigInt(tileWidth);
  return { gte: first, lt: first + BigInt(width) };
}

async function readHashes(
  db: Reads,
  tile: TileAddress,
  level: number,
): Promise<readonly Uint8Array[]> {
  const where = { level, index: span(tile) };
  const nodes = await db.logNode.findMany({ where, orderBy: { index: "asc" } });
  return nodes.map(({ hash }) => hash);
}

async function readBodies(db: Reads, tile: TileAddress): Promise<readonly Uint8Array[]> {
  const where = { index: span(tile) };
  const entries = await db.logEntry.findMany({ where, orderBy: { index: "asc" } });
  return entries.map(({ body }) => body);
}
