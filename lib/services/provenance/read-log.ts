import { inclusionProof, treeRoot } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { walkTree } from "./stored-tree.ts";

/** What the log shows of an entry: hashes and a time, never what they stand for. */
export interface LogEntryView {
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly at: Date;
}

export interface LoggedEntryView extends LogEntryView {
  readonly body: Uint8Array;
  /** The tree as it is now, and the path from the entry to its root, lowest first. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** The newest entries below `before`, newest first. */
export async function listLogEntries(options: {
  readonly before?: number;
  readonly limit: number;
}): Promise<readonly LogEntryView[]> {
  return await readAs({}, async (db) => {
    const rows = await db.logEntry.findMany({
      ...(options.before !== undefined && { where: { index: { lt: BigInt(options.before) } } }),
      orderBy: { index: "desc" },
      take: options.limit,
      select: { index: true, leafHash: true, integratedTime: true },
    });
    return rows.map(viewOf);
  });
}

/** One entry, with the proof that the tree of now contains it. Null where there is none. */
export async function readLogEntry(index: number): Promise<LoggedEntryView | null> {
  return await readAs({}, async (db) => {
    const row = await db.logEntry.findUnique({ where: { index: BigInt(index) } });
    if (row === null) return null;
    const state = await db.logState.findUniqueOrThrow({ where: { id: 1 } });
    const size = Number(state.size);
    const [root, path] = await walkTree(db, async (read) => [
      await treeRoot(size, read),
      await inclusionProof(index, size, read),
    ]);
    return { ...viewOf(row), body: row.body, size, root, path };
  });
}

function viewOf(row: {
  index: bigint;
  leafHash: Uint8Array;
  integratedTime: bigint;
}): LogEntryView {
  const { index, leafHash, integratedTime } = row;
  return { index: Number(index), leafHash, at: new Date(Number(integratedTime) * 1000) };
}
