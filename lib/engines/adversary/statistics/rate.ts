import { belowBound } from "./below-bound.ts";
import { type Interval, wilson } from "./wilson.ts";

/** What a report says of a rate. `share`, `low` and `high` are from 0 to 1, null where nothing was tried. */
export interface Rate {
  readonly hits: number;
  readonly tried: number;
  readonly share: number | null;
  /** Wilson's interval at 95 %, also where `words` say a bound. */
  readonly low: number | null;
  readonly high: number | null;
  /** `3 of 30: 10 % (3–26 %)`, `0 of 30: below 10 %`, `not tested`. */
  readonly words: string;
}

/** `hits` and `tried` count independent things where the interval is to be right: seeds or tasks. */
export function rateOf(hits: number, tried: number): Rate {
  const interval = wilson(hits, tried);
  return {
    hits,
    tried,
    share: interval === null ? null : hits / tried,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    words: interval === null ? "not tested" : wordsFor(hits, tried, interval),
  };
}

function wordsFor(hits: number, tried: number, { low, high }: Interval): string {
  const counts = `${hits} of ${tried}`;
  if (hits === 0) return `${counts}: below ${percentAbove(belowBound(tried) ?? 1)} %`;
  const range = `${Math.floor(low * 100)}–${percentAbove(high)} %`;
  return `${counts}: ${sharePercent(hits, tried)} (${range})`;
}

/** To the nearest percent, but some are never said as none, nor most as all. */
function sharePercent(hits: number, tried: number): string {
  const percent = (hits * 100) / tried;
  if (percent < 1) return "under 1 %";
  if (percent > 99 && percent < 100) return "over 99 %";
  return `${Math.round(percent)} %`;
}

/** Bounds are rounded away from the share. */
function percentAbove(share: number): number {
  return Math.ceil(share * 100);
}
