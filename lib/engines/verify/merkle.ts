import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { bytesEqual, concatBytes } from "#lib/base/index.ts";
import type { Sha256 } from "./ports.ts";

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** RFC 6962 §2.1: SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array, sha256: Sha256 = nobleSha256): Uint8Array {
  return sha256(concatBytes(leafPrefix, entry));
}

/** RFC 6962 §2.1: SHA-256(0x01 || left || right). */
export function nodeHash(
  left: Uint8Array,
  right: Uint8Array,
  sha256: Sha256 = nobleSha256,
): Uint8Array {
  return sha256(concatBytes(nodePrefix, left, right));
}

/** The root of the empty tree. */
export function emptyRoot(sha256: Sha256 = nobleSha256): Uint8Array {
  return sha256(new Uint8Array());
}

export interface InclusionProof {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** The root that the proof leads to, or null when it has the wrong shape (RFC 9162 §2.1.3.2). */
export function rootOfInclusion(
  proof: InclusionProof,
  sha256: Sha256 = nobleSha256,
): Uint8Array | null {
  const { leaf, index, size, hashes } = proof;
  if (!isPosition(index) || !isPosition(size) || index >= size) return null;
  let node = index;
  let last = size - 1;
  let root = leaf;
  const joined = new Uint8Array(65).fill(1, 0, 1);
  const join = (left: Uint8Array, right: Uint8Array) => {
    joined.set(left, 1);
    joined.set(right, 33);
    return sha256(joined);
  };
  for (const hash of hashes) {
    if (last === 0 || hash.length !== 32 || root.length !== 32) return null;
    if (node % 2 === 1 || node === last) {
      root = join(hash, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      root = join(root, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : null;
}

export function verifyInclusion(
  proof: InclusionProof,
  root: Uint8Array,
  sha256: Sha256 = nobleSha256,
): boolean {
  const reached = rootOfInclusion(proof, sha256);
  return reached !== null && bytesEqual(reached, root);
}

export interface ConsistencyProof {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly hashes: readonly Uint8Array[];
}

/** True when the new tree only added to the old one (RFC 9162 §2.1.4.2). An empty tree proves nothing. */
export function verifyConsistency(proof: ConsistencyProof, sha256: Sha256 = nobleSha256): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = proof;
  if (!isPosition(oldSize) || !isPosition(newSize) || oldSize === 0 || oldSize > newSize)
    return false;
  if (oldSize === newSize) return proof.hashes.length === 0 && bytesEqual(oldRoot, newRoot);
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  const path = [...(node === 0 ? [oldRoot] : []), ...proof.hashes];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let fromOld = first;
  let fromNew = first;
  for (const hash of rest) {
    if (last === 0 || hash.length !== 32) return false;
    if (node % 2 === 1 || node === last) {
      fromOld = nodeHash(hash, fromOld, sha256);
      fromNew = nodeHash(hash, fromNew, sha256);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      fromNew = nodeHash(fromNew, hash, sha256);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && bytesEqual(fromOld, oldRoot) && bytesEqual(fromNew, newRoot);
}

function isPosition(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
