import { AppError } from "#lib/base/index.ts";
import { costOf, type Price } from "../attempt/usage.ts";
import type { Clock } from "../ports.ts";
import type { CaseSummary } from "../results.ts";
import type { TargetAnswer, TargetFailure } from "../target.ts";
import type { CampaignCaps } from "./campaign.ts";
import { Pace } from "./pace.ts";

/** What one attempt may still take. What it was promised when it began, no other can take away. */
export interface Lease {
  /** Before a request; false where a cap keeps it back. Waits for its turn, but for one of a burst. */
  take(signal: AbortSignal, isBurst: boolean): Promise<boolean>;
  /** After an answer. */
  charge(answer: TargetAnswer | TargetFailure): void;
  end(): void;
}

/** Far below any price: what adding up fractions may be off by. */
const leastUsd = 1e-9;

/**
 * What a run has taken of what it may take. Of requests it takes at most as many as there may be, but for
 * those that a target makes of one: retries, and turns of its tools. What an answer costs is known after it,
 * so as much as the dearest attempt took is put aside for each that runs.
 */
export class Budget {
  readonly #caps: CampaignCaps;
  readonly #price: Price | undefined;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #pace: Pace;
  #requests = 0;
  #promised = 0;
  #spentUsd = 0;
  #running = 0;
  #dearestUsd = 0;
  #isCostUnknown = false;

  constructor(caps: CampaignCaps, price: Price | undefined, clock: Clock) {
    if (caps.maxSpendUsd !== undefined && price === undefined) {
      const message =
        "A cap on spend needs the price of a token. Give the price, or leave the cap out.";
      throw new AppError("invalid_input", message);
    }
    this.#caps = caps;
    this.#price = price;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#pace = new Pace(caps.requestsPerMinute, clock);
  }

  /** What an earlier process of the same run took. */
  countEarlier({ requests, costUsd }: Pick<CaseSummary, "requests" | "costUsd">): void {
    this.#requests += requests;
    this.#spentUsd += costUsd ?? 0;
  }

  /** Why no attempt of so many requests may begin any more, as a sentence; null where one may. */
  fullFor(requests: number): string | null {
    const { maxRequests, maxSpendUsd, maxMinutes } = this.#caps;
    if (maxRequests !== undefined && this.#requests + this.#promised + requests > maxRequests) {
      return `The cap of ${maxRequests} requests was reached.`;
    }
    if (maxSpendUsd !== undefined) {
      if (this.#isCostUnknown) {
        return "The target does not tell what an answer took, so the cap on spend cannot be kept.";
      }
      if (this.#spentUsd + this.#dearestUsd * this.#running >= maxSpendUsd - leastUsd) {
        return `The cap of ${maxSpendUsd} US dollars was reached.`;
      }
    }
    const minutes = (this.#clock.now() - this.#startedAt) / 60_000;
    if (maxMinutes !== undefined && minutes >= maxMinutes) {
      return `The ${maxMinutes} minutes that it may take were over.`;
    }
    return null;
  }

  lease(requests: number): Lease {
    let [left, spentUsd] = [requests, 0];
    this.#promised += requests;
    this.#running++;
    return {
      take: async (signal, isBurst) => {
        if (left === 0 && this.fullFor(1) !== null) return false;
        if (left > 0) {
          left--;
          this.#promised--;
        }
        this.#requests++;
        await (isBurst ? this.#pace.note(1) : this.#pace.wait(signal));
        return true;
      },
      charge: (answer) => {
        this.#requests += Math.max(0, answer.requests - 1);
        this.#pace.note(Math.max(0, answer.requests - 1));
        if (this.#price === undefined || !answer.ok) return;
        if (answer.usage === null) this.#isCostUnknown = true;
        else {
          const costUsd = costOf(this.#price, answer.usage);
          this.#spentUsd += costUsd;
          spentUsd += costUsd;
        }
      },
      end: () => {
        this.#promised -= left;
        this.#running--;
        this.#dearestUsd = Math.max(this.#dearestUsd, spentUsd);
      },
    };
  }
}
