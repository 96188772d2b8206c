import {
  type NodePlace,
  type NodeReader,
  NodeSet,
  placesRead,
  type TreeNode,
} from "#lib/engines/verify/index.ts";
import type { Reads } from "#lib/platform/db/index.ts";

type StoredTree = Pick<Reads, "logNode">;

/** Walks the stored tree with one query, however many nodes a root or a proof needs. */
export async function walkTree<T>(
  db: StoredTree,
  walk: (read: NodeReader) => Promise<T>,
): Promise<T> {
  const nodes = await readNodes(db, await placesRead(walk));
  return await walk(new NodeSet(nodes).read);
}

export async function readNodes(
  db: StoredTree,
  places: readonly NodePlace[],
): Promise<readonly TreeNode[]> {
  if (places.length === 0) return [];
  const rows = await db.logNode.findMany({
    where: { OR: places.map(({ level, index }) => ({ level, index: BigInt(index) })) },
  });
  return rows.map(({ level, index, hash }) => ({ level, index: Number(index), hash }));
}
