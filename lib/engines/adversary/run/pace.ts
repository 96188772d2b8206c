import type { Clock } from "../ports.ts";

/** Lets requests through one after another, so far apart that they are no more than so many a minute. */
export class Pace {
  readonly #clock: Clock;
  readonly #gapMs: number;
  #nextAt = 0;

  constructor(perMinute: number | undefined, clock: Clock) {
    this.#clock = clock;
    this.#gapMs = perMinute === undefined ? 0 : 60_000 / perMinute;
  }

  /** Ends when it is this one’s turn, or the signal ends it. */
  async wait(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#gapMs;
    if (at > now) await this.#clock.sleep(at - now, signal);
  }

  /** Requests that were made without waiting: those after them wait the longer. */
  note(requests: number): void {
    this.#nextAt = Math.max(this.#clock.now(), this.#nextAt) + requests * this.#gapMs;
  }
}
