import { toBase64 } from "#lib/base/index.ts";

/** What a witness is sent (C2SP tlog-witness, add-checkpoint): from which size, the proof, the note. */
export function addCheckpointBody(
  oldSize: number,
  proof: readonly Uint8Array[],
  checkpoint: string,
): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
}

/** The size in a witness's 409: that of the last head it cosigned. Null for anything else. */
export function readWitnessSize(body: string): number | null {
  return /^(0|[1-9][0-9]{0,14})\n$/.test(body) ? Number(body) : null;
}
