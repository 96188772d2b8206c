import { AppError } from "#lib/base/index.ts";
import { emptyRoot, nodeHash } from "./merkle.ts";

/** Hash of the full subtree over leaves [index·2^level, (index+1)·2^level). Level 0 is the leaves. */
export type NodeReader = (level: number, index: number) => Promise<Uint8Array>;

export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** Every full subtree that is complete once leaf `index` is there, lowest first: what to store. */
export async function nodesOfAppend(
  index: number,
  leaf: Uint8Array,
  read: NodeReader,
): Promise<readonly TreeNode[]> {
  const nodes: TreeNode[] = [{ level: 0, index, hash: leaf }];
  let hash = leaf;
  for (let level = 0, at = index; at % 2 === 1; level++, at = (at - 1) / 2) {
    hash = nodeHash(await read(level, at - 1), hash);
    nodes.push({ level: level + 1, index: (at - 1) / 2, hash });
  }
  return nodes;
}

/** The root of the first `size` leaves, in O(log size) reads. */
export async function treeRoot(size: number, read: NodeReader): Promise<Uint8Array> {
  return size === 0 ? emptyRoot() : await rangeRoot(0, size, read);
}

/** RFC 6962 §2.1.1, from the leaf upwards, in O(log size) reads. */
export async function inclusionProof(
  index: number,
  size: number,
  read: NodeReader,
): Promise<readonly Uint8Array[]> {
  requireRange(index >= 0 && index < size, index, size);
  const hashes: Uint8Array[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const split = start + splitOf(end - start);
    if (index < split) {
      hashes.push(await rangeRoot(split, end, read));
      end = split;
    } else {
      hashes.push(await rangeRoot(start, split, read));
      start = split;
    }
  }
  return hashes.reverse();
}

/** RFC 6962 §2.1.2, in O(log newSize) reads. */
export async function consistencyProof(
  oldSize: number,
  newSize: number,
  read: NodeReader,
): Promise<readonly Uint8Array[]> {
  requireRange(oldSize > 0 && oldSize <= newSize, oldSize, newSize);
  const hashes: Uint8Array[] = [];
  let [start, end] = [0, newSize];
  while (oldSize < end) {
    const split = start + splitOf(end - start);
    if (oldSize <= split) {
      hashes.push(await rangeRoot(split, end, read));
      end = split;
    } else {
      hashes.push(await rangeRoot(start, split, read));
      start = split;
    }
  }
  if (start > 0) hashes.push(await rangeRoot(start, end, read));
  return hashes.reverse();
}

/** The largest power of two below `span`. */
function splitOf(span: number): number {
  let split = 1;
  while (split * 2 < span) split *= 2;
  return split;
}

function levelOf(powerOfTwo: number): number {
  let level = 0;
  for (let span = powerOfTwo; span > 1; span /= 2) level++;
  return level;
}

/** `start` is a multiple of the smallest power of two that is not below the span. */
async function rangeRoot(start: number, end: number, read: NodeReader): Promise<Uint8Array> {
  const span = end - start;
  if (span === 1) return await read(0, start);
  const half = splitOf(span);
  if (half * 2 === span) return await read(levelOf(span), start / span);
  const split = start + half;
  return nodeHash(await rangeRoot(start, split, read), await rangeRoot(split, end, read));
}

function requireRange(holds: boolean, at: number, size: number): void {
  if (!holds || !Number.isSafeInteger(at) || !Number.isSafeInteger(size)) {
    throw new AppError("invalid_input", `There is no proof for ${at} in a tree of ${size}.`);
  }
}
