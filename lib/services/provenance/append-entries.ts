import {
  type EntryPromise,
  inclusionProof,
  leafHash,
  NodeSet,
  nodesOfAppend,
  placesRead,
  signCheckpoint,
  signPromise,
  type TreeNode,
  treeRoot,
} from "#lib/engines/verify/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import type { InstallationLog } from "./installation-log.ts";
import { readNodes } from "./stored-tree.ts";

/** What the log gives back for an entry: all that a bundle says about it. */
export interface LoggedEntry {
  readonly entry: EntryPromise;
  readonly signedEntryTimestamp: Uint8Array;
  readonly proof: {
    readonly root: Uint8Array;
    readonly size: number;
    readonly hashes: readonly Uint8Array[];
    readonly checkpoint: string;
  };
}

/**
 * Appends entries in their order and signs one head over them, inside the caller's transaction. The
 * row of the tree's size is locked until that ends, so that indices have no gap and no two heads of
 * one size leave this installation.
 */
export async function appendEntries(
  tx: Tx,
  log: InstallationLog,
  bodies: readonly Uint8Array[],
): Promise<readonly LoggedEntry[]> {
  if (bodies.length === 0) return [];
  const state = await tx.logState.update({
    where: { id: 1 },
    data: { size: { increment: BigInt(bodies.length) } },
  });
  const size = Number(state.size);
  const first = size - bodies.length;
  const integratedTime = Math.floor(Date.now() / 1000);
  const tree = new NodeSet(await readNodes(tx, await edgeOf(first)));
  const leaves = bodies.map((body) => leafHash(body));
  const added = await grow(tree, first, leaves);
  await tx.logEntry.createMany({
    data: bodies.map((body, offset) => ({
      index: BigInt(first + offset),
      leafHash: Uint8Array.from(leaves[offset] ?? []),
      body: Uint8Array.from(body),
      integratedTime: BigInt(integratedTime),
    })),
  });
  await tx.logNode.createMany({
    data: added.map(({ level, index, hash }) => ({
      level,
      index: BigInt(index),
      hash: Uint8Array.from(hash),
    })),
  });
  const root = await treeRoot(size, tree.read);
  const checkpoint = await signCheckpoint(
    { origin: log.origin, size, root },
    log.logId,
    log.signer,
  );
  return await Promise.all(
    bodies.map(async (body, offset) => {
      const logIndex = first + offset;
      const entry = { body, integratedTime, logIndex, logId: log.logId };
      const hashes = await inclusionProof(logIndex, size, tree.read);
      return {
        entry,
        signedEntryTimestamp: await signPromise(entry, log.signer),
        proof: { root, size, hashes, checkpoint },
      };
    }),
  );
}

/** The whole subtrees that a tree of this size consists of: all that new leaves are hashed with. */
async function edgeOf(size: number) {
  return await placesRead((read) => treeRoot(size, read));
}

async function grow(
  tree: NodeSet,
  first: number,
  leaves: readonly Uint8Array[],
): Promise<readonly TreeNode[]> {
  const added: TreeNode[] = [];
  for (const [offset, leaf] of leaves.entries()) {
    const nodes = await nodesOfAppend(first + offset, leaf, tree.read);
    tree.add(nodes);
    added.push(...nodes);
  }
  return added;
}
