/** Millionths of a US dollar, rather too many than too few; null where it is not known. */
export function microUsd(usd: number | null): bigint | null {
  return usd === null ? null : BigInt(Math.ceil(Math.round(usd * 1e9) / 1e3));
}

export function usdOf(micro: bigint): number {
  return Number(micro) / 1e6;
}

/** "1.84"; "less than 0.01" for what is there and would look like nothing. */
export function usdText(usd: number): string {
  return usd > 0 && usd < 0.01 ? "less than 0.01" : usd.toFixed(2);
}

/** The first instant of the calendar month, UTC; `ahead` months on. */
export function monthStart(now: Date, ahead = 0): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
}
