/** Millionths of a US dollar, rounded up; null where a cost is not known. */
export function microUsd(usd: number | null): bigint | null {
  return usd === null ? null : BigInt(Math.ceil(usd * 1e6));
}
