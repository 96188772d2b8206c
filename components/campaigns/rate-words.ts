import type { Report } from "#lib/services/campaigns/index.ts";

export type Rate = Report["overall"];

export function percent(share: number): string {
  return `${(100 * share).toFixed(1).replace(/\.0$/, "")} %`;
}

/** A rate as a table shows it. None seen is a bound and never 0 %; nothing tried is neither. */
export function rateOf({ hits, tried, share, low, high }: Rate): {
  readonly point: string;
  readonly interval: string;
} {
  if (share === null || low === null || high === null)
    return { point: "–", interval: "none tried" };
  if (hits === 0) return { point: `< ${below(tried)}`, interval: "none seen" };
  return { point: percent(share), interval: `${percent(low).slice(0, -2)}–${percent(high)}` };
}

/** The one-sided bound that the report's own words state for none of so many. */
function below(tried: number): string {
  return `${Math.ceil(100 * (1 - 0.05 ** (1 / tried)) - 1e-9)} %`;
}
