import type { PlannedCase } from "../results.ts";

/** Cases in their order, for several to take from. */
export class Queue {
  readonly #cases: PlannedCase[] = [];
  #next = 0;

  add(planned: PlannedCase): void {
    this.#cases.push(planned);
  }

  take(): PlannedCase | undefined {
    return this.#cases[this.#next++];
  }
}
