import type { Verdict } from "../results.ts";

/** So many errors in a row are no longer chance, whatever runs at once. */
const least = 10;

/** Sees when a target has ceased to answer, so that a long run does not ask it a thousand times more. */
export class Breaker {
  readonly #limit: number;
  #inARow = 0;

  constructor(concurrency: number) {
    this.#limit = Math.max(least, 2 * concurrency);
  }

  /** The sentence that ends the run; null where it goes on. */
  after(verdict: Verdict): string | null {
    this.#inARow = verdict === "error" ? this.#inARow + 1 : 0;
    if (this.#inARow < this.#limit) return null;
    return `The target did not answer: ${this.#inARow} attempts in a row ended in an error.`;
  }
}
