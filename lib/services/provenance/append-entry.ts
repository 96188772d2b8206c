import { AppError } from "#lib/base/index.ts";
import {
  type EntryPromise,
  inclusionProof,
  leafHash,
  nodesOfAppend,
  signCheckpoint,
  signPromise,
  treeRoot,
} from "#lib/engines/verify/index.ts";
import type { Reads, Tx } from "#lib/platform/db/index.ts";
import type { InstallationLog } from "./installation-log.ts";

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
 * Appends one entry inside the caller's transaction. The row of the tree's size is locked until
 * that ends, so that indices have no gap and no two heads of one size are signed.
 */
export async function appendEntry(
  tx: Tx,
  log: InstallationLog,
  body: Uint8Array,
): Promise<LoggedEntry> {
  const state = await tx.logState.update({ where: { id: 1 }, data: { size: { increment: 1n } } });
  const size = Number(state.size);
  const logIndex = size - 1;
  const integratedTime = Math.floor(Date.now() / 1000);
  const hash = Uint8Array.from(leafHash(body));
  await tx.logEntry.create({
    data: {
      index: BigInt(logIndex),
      leafHash: hash,
      body: Uint8Array.from(body),
      integratedTime: BigInt(integratedTime),
    },
  });
  const read = nodeReader(tx);
  const nodes = await nodesOfAppend(logIndex, hash, read);
  await tx.logNode.createMany({
    data: nodes.map((node) => ({
      level: node.level,
      index: BigInt(node.index),
      hash: Uint8Array.from(node.hash),
    })),
  });
  const root = await treeRoot(size, read);
  const hashes = await inclusionProof(logIndex, size, read);
  const entry = { body, integratedTime, logIndex, logId: log.logId };
  return {
    entry,
    signedEntryTimestamp: await signPromise(entry, log.signer),
    proof: {
      root,
      size,
      hashes,
      checkpoint: await signCheckpoint({ origin: log.origin, size, root }, log.logId, log.signer),
    },
  };
}

/** The stored nodes of the tree, as proofs ask for them. */
export function nodeReader(tx: Pick<Reads, "logNode">) {
  return async (level: number, index: number): Promise<Uint8Array> => {
    const node = await tx.logNode.findUnique({
      where: { level_index: { level, index: BigInt(index) } },
    });
    if (node === null) throw new AppError("internal", `The log has no node ${level}/${index}.`);
    return node.hash;
  };
}
