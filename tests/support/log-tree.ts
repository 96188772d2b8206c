import { createHash } from "node:crypto";

/** RFC 9162 §2.1.1, written a second time and straight from the text, to hold the first against. */
export function rootOfLeaves(leaves: readonly Uint8Array[]): string {
  return hashOf(leaves).toString("hex");
}

function hashOf(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), first);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), hashOf(leaves.slice(0, split)), hashOf(leaves.slice(split)));
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
