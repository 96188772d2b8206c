import { type Note, readSignatureLines, signTreeHead, writeNote } from "#lib/engines/log/index.ts";
import { consistencyProof, treeRoot } from "#lib/engines/verify/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";
import { type NoteKey, noteKey } from "./note-key.ts";
import { walkTree } from "./stored-tree.ts";

/**
 * The log's checkpoint for monitors (C2SP tlog-tiles): its newest head, signed with the note key,
 * and the cosignatures of witnesses who have come as far. A head is signed only of a tree that is
 * committed, so two that do not fit each other cannot be had.
 */
export async function readLogCheckpoint(): Promise<string> {
  const key = await noteKey();
  const { head, cosigned } = await readAs({}, async (db) => {
    const head = await headOf(db, key);
    const where = { size: BigInt(head.size) };
    return {
      head,
      cosigned: await db.logCosignature.findMany({ where, orderBy: { witness: "asc" } }),
    };
  });
  const { text, signatures } = await signTreeHead(head, key, key.signer);
  const lines = cosigned.flatMap(({ line }) => readSignatureLines(line) ?? []);
  return writeNote({ text, signatures: [...signatures, ...lines] });
}

export interface Growth {
  readonly size: number;
  /** The newest head, signed by the log alone. */
  readonly note: Note;
  /** That it continues the tree of the older size. */
  readonly proof: readonly Uint8Array[];
}

/** How the log has grown since it had this size; null where it never had. */
export async function readGrowth(oldSize: number): Promise<Growth | null> {
  const key = await noteKey();
  const { head, proof } = await readAs({}, async (db) => {
    const head = await headOf(db, key);
    const proof =
      oldSize === 0 || oldSize > head.size
        ? []
        : await walkTree(db, (read) => consistencyProof(oldSize, head.size, read));
    return { head, proof };
  });
  if (oldSize > head.size) return null;
  return { size: head.size, note: await signTreeHead(head, key, key.signer), proof };
}

async function headOf(db: Reads, key: NoteKey) {
  const state = await db.logState.findUniqueOrThrow({ where: { id: 1 } });
  const size = Number(state.size);
  const root = await walkTree(db, (read) => treeRoot(size, read));
  return { origin: key.name, size, root };
}
