import { toHex } from "#lib/base/index.ts";
import {
  consistencyProof,
  type NodeReader,
  treeRoot,
  type VerifyCrypto,
  verifyConsistency,
} from "#lib/engines/verify/index.ts";
import { checkEntries, checkTiles, type LogSource } from "./read-tree.ts";
import { readTreeHead, type SignedTreeHead, signatureBy, type TreeHead } from "./tree-head.ts";
import type { VerifierKey } from "./verifier-key.ts";

const logCheckIds = ["checkpoint", "consistency", "tree", "entries"] as const;

/** One thing that was checked of a log, with what was compared. */
export interface LogCheck {
  readonly id: (typeof logCheckIds)[number];
  readonly outcome: "holds" | "fails" | "not_run";
  /** One sentence. */
  readonly says: string;
  readonly compared: readonly { readonly label: string; readonly value: string }[];
}

export interface LogReport {
  readonly ok: boolean;
  readonly checks: readonly LogCheck[];
  /** The head that the log shows; present once its signature holds. */
  readonly head?: SignedTreeHead;
  /** By name: whose cosignatures stand under it, unchecked. */
  readonly alsoSignedBy: readonly string[];
}

export type Remembered = Pick<TreeHead, "size" | "root">;

/**
 * Follows a log as a monitor does: its checkpoint is signed by `key`, the tree that was seen before
 * is a beginning of the one it shows now, every tile and every entry is served and leads to the
 * signed root. What the log fails is an answer; only a source that cannot be asked throws.
 */
export async function followLog(
  source: LogSource,
  key: VerifierKey,
  remembered: Remembered | null,
  crypto: VerifyCrypto,
): Promise<LogReport> {
  const head = readTreeHead(await source.checkpoint());
  const checkpoint = await checkHead(head, key, crypto);
  if (head === null || checkpoint.outcome !== "holds") {
    const why = "Needs a checkpoint that the log signed.";
    return report([checkpoint, ...logCheckIds.slice(1).map((id) => notRun(id, why))]);
  }
  const { fault, leaves, read } = await checkTiles(source, head.size, crypto.sha256);
  const tree = fault === null ? await checkRoot(head, read) : failed("tree", fault, []);
  const sound = tree.outcome === "holds";
  const entries = sound
    ? await entriesOf(source, leaves, crypto)
    : notRun("entries", "Needs tiles that lead to the signed root.");
  const consistency = await checkConsistency(head, remembered, sound ? read : null, crypto);
  return report([checkpoint, consistency, tree, entries], head);
}

function report(checks: readonly LogCheck[], head?: SignedTreeHead): LogReport {
  const ok = checks.every(({ id, outcome }) => {
    return outcome === "holds" || (id === "consistency" && outcome === "not_run");
  });
  const also = head?.note.signatures.filter(({ name }) => name !== head.origin) ?? [];
  return { ok, checks, alsoSignedBy: also.map(({ name }) => name), ...(head && { head }) };
}

async function checkHead(
  head: SignedTreeHead | null,
  key: VerifierKey,
  crypto: VerifyCrypto,
): Promise<LogCheck> {
  if (head === null) return failed("checkpoint", "The checkpoint is no signed note of a log.", []);
  const compared = [
    { label: "Origin", value: head.origin },
    { label: "Key", value: `${key.name}+${toHex(key.keyId)}` },
    { label: "Size", value: String(head.size) },
    { label: "Root", value: toHex(head.root) },
  ];
  const signature = await signatureBy(head.note, key, crypto);
  if (signature === null) {
    return failed("checkpoint", "The checkpoint carries no signature of this key.", compared);
  }
  if (!signature.holds) {
    return failed("checkpoint", "The signature under the checkpoint does not hold.", compared);
  }
  if (head.origin !== key.name) {
    return failed("checkpoint", "The checkpoint is of another log.", compared);
  }
  return { id: "checkpoint", outcome: "holds", says: "The log signed its checkpoint.", compared };
}

async function checkConsistency(
  head: TreeHead,
  remembered: Remembered | null,
  read: NodeReader | null,
  { sha256 }: VerifyCrypto,
): Promise<LogCheck> {
  const id = "consistency";
  if (remembered === null) return notRun(id, "Nothing was remembered of this log.");
  const { size: oldSize, root: oldRoot } = remembered;
  const { size: newSize, root: newRoot } = head;
  const compared = [
    { label: "Size before", value: String(oldSize) },
    { label: "Root before", value: toHex(oldRoot) },
    { label: "Size now", value: String(newSize) },
    { label: "Root now", value: toHex(newRoot) },
  ];
  if (newSize < oldSize) return failed(id, "The log is smaller than it was.", compared);
  if (read === null) return notRun(id, "Needs tiles that lead to the signed root.");
  const hashes = oldSize === 0 ? [] : await consistencyProof(oldSize, newSize, read);
  const proof = { oldSize, oldRoot, newSize, newRoot, hashes };
  const grown = oldSize === 0 || verifyConsistency(proof, sha256);
  if (!grown) return failed(id, "The log forked: what was seen is no beginning of it.", compared);
  const says = `The log only added to what was seen: ${hashes.length} hashes prove it.`;
  return { id, outcome: "holds", says, compared };
}

async function checkRoot(head: TreeHead, read: NodeReader): Promise<LogCheck> {
  const root = await treeRoot(head.size, read);
  const compared = [
    { label: "Root of the tiles", value: toHex(root) },
    { label: "Root in the checkpoint", value: toHex(head.root) },
  ];
  return toHex(root) === toHex(head.root)
    ? { id: "tree", outcome: "holds", says: "The tiles lead to the signed root.", compared }
    : failed("tree", "The tiles lead to another root.", compared);
}

async function entriesOf(
  source: LogSource,
  leaves: readonly Uint8Array[],
  { sha256 }: VerifyCrypto,
): Promise<LogCheck> {
  const { fault, entries } = await checkEntries(source, leaves, sha256);
  const compared = [
    { label: "Entries whose hash is their leaf", value: String(entries) },
    { label: "Leaves", value: String(leaves.length) },
  ];
  return fault === null
    ? { id: "entries", outcome: "holds", says: "Every entry is served, and is its leaf.", compared }
    : failed("entries", fault, compared);
}

function failed(id: LogCheck["id"], says: string, compared: LogCheck["compared"]): LogCheck {
  return { id, outcome: "fails", says, compared };
}

function notRun(id: LogCheck["id"], says: string): LogCheck {
  return { id, outcome: "not_run", says, compared: [] };
}
