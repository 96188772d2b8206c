import { bytesEqual } from "#lib/base/index.ts";
import { verifyInclusion } from "#lib/engines/verify/index.ts";
import { readLogEntry, readLogHead } from "#lib/services/provenance/index.ts";
import { median } from "../bench.ts";
import { seededRandom } from "../support/random.ts";

const measured = 400;
const warmUp = 100;

/** Milliseconds for an entry with its proof, out of the database, at places all over the tree. */
export async function medianProofMs(size: number): Promise<number> {
  const random = seededRandom(size);
  const times: number[] = [];
  const { root } = await readLogHead();
  for (let count = 0; count < warmUp + measured; count++) {
    const index = random.below(size);
    const begun = performance.now();
    const entry = await readLogEntry(index);
    const tookMs = performance.now() - begun;
    if (entry === null || !bytesEqual(entry.root, root)) throw new Error("The tree has changed.");
    const proof = { leaf: entry.leafHash, index, size, hashes: entry.path };
    if (!verifyInclusion(proof, root))
      throw new Error(`The proof of entry ${index} does not hold.`);
    if (count >= warmUp) times.push(tookMs);
  }
  return median(times);
}
