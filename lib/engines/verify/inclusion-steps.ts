import type { InclusionProof } from "./merkle.ts";
import { nodeHash } from "./merkle.ts";

/** One step from a leaf towards the root: whose hash it is joined with, and what comes of it. */
export interface InclusionStep {
  readonly side: "left" | "right";
  /** The entries below the sibling: the first, and the one behind the last. */
  readonly from: number;
  readonly to: number;
  readonly sibling: Uint8Array;
  readonly joined: Uint8Array;
}

/** A proof step by step, as RFC 6962 §2.1.1 splits the tree, for whoever wants to see it. */
export function inclusionSteps(proof: InclusionProof): readonly InclusionStep[] {
  const places: Pick<InclusionStep, "side" | "from" | "to">[] = [];
  for (let [start, end] = [0, proof.size]; end - start > 1; ) {
    let half = 1;
    while (half * 2 < end - start) half *= 2;
    const split = start + half;
    const isLeft = proof.index < split;
    places.unshift(
      isLeft ? { side: "right", from: split, to: end } : { side: "left", from: start, to: split },
    );
    if (isLeft) end = split;
    else start = split;
  }
  const steps: InclusionStep[] = [];
  let hash = proof.leaf;
  for (const [at, place] of places.entries()) {
    const sibling = proof.hashes[at] ?? new Uint8Array(32);
    hash = place.side === "left" ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    steps.push({ ...place, sibling, joined: hash });
  }
  return steps;
}
