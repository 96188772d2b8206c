import type { SignedCheckpoint } from "./checkpoint.ts";

const maxHeads = 64;

/**
 * The last heads that one log's key was shown to have signed, by the exact text of their notes.
 * Entries that were logged together stand under one head: its signature is verified once.
 */
export class HeadMemory {
  readonly #heads = new Map<string, SignedCheckpoint>();

  recall(note: string): SignedCheckpoint | null {
    return this.#heads.get(note) ?? null;
  }

  /** Only for a head whose signature holds. */
  remember(note: string, head: SignedCheckpoint): void {
    if (this.#heads.has(note)) return;
    const [oldest] = this.#heads.keys();
    if (this.#heads.size >= maxHeads && oldest !== undefined) this.#heads.delete(oldest);
    this.#heads.set(note, head);
  }
}
