import { AppError } from "#lib/base/index.ts";
import type { NodeReader, TreeNode } from "./merkle-tree.ts";

export type NodePlace = Pick<TreeNode, "level" | "index">;

/**
 * The nodes that `walk` will read, so that they can be fetched at once. Which they are depends on
 * sizes and indices alone, so it walks with blank hashes.
 */
export async function placesRead(
  walk: (read: NodeReader) => Promise<unknown>,
): Promise<readonly NodePlace[]> {
  const places: NodePlace[] = [];
  const blank = new Uint8Array(32);
  await walk(async (level, index) => {
    places.push({ level, index });
    return blank;
  });
  return places;
}

/** Nodes in memory. Reading one that is not there throws `internal`. */
export class NodeSet {
  readonly #hashes = new Map<string, Uint8Array>();

  constructor(nodes: readonly TreeNode[] = []) {
    this.add(nodes);
  }

  add(nodes: readonly TreeNode[]): void {
    for (const { level, index, hash } of nodes) this.#hashes.set(`${level}/${index}`, hash);
  }

  readonly read: NodeReader = async (level, index) => {
    const hash = this.#hashes.get(`${level}/${index}`);
    if (hash === undefined)
      throw new AppError("internal", `The log has no node ${level}/${index}.`);
    return hash;
  };
}
