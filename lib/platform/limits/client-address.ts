import ipaddr from "ipaddr.js";
import { AppError } from "#lib/base/index.ts";
import { isInRange } from "#lib/platform/http/index.ts";

/**
 * The address of whoever asks: that of the connection, unless it is one of the proxies in front of
 * Etna (ranges such as 10.0.0.0/24). Then the last entry of X-Forwarded-For that no such proxy wrote
 * about another; what stands before it, anybody could have written. Throws `internal` when
 * `remoteAddress` is no address.
 */
export function clientAddress(
  headers: Pick<Headers, "get">,
  remoteAddress: string,
  trustedProxies: readonly string[],
): string {
  let nearest = plainAddress(remoteAddress);
  if (nearest === null) throw new AppError("internal", "A connection has no address.");
  const isTrusted = (address: string) => trustedProxies.some((range) => isInRange(address, range));
  const forwarded = headers.get("x-forwarded-for")?.split(",").reverse() ?? [];
  for (const entry of forwarded) {
    if (!isTrusted(nearest)) break;
    const before = plainAddress(entry);
    if (before === null) break;
    nearest = before;
  }
  return nearest;
}

/** Without port, brackets and zone; IPv4 as itself; null when it is no address. */
function plainAddress(text: string): string | null {
  const trimmed = text.trim();
  const bare =
    /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1] ??
    /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(trimmed)?.[1] ??
    trimmed.replace(/%.*$/, "");
  if (!ipaddr.IPv6.isValid(bare) && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return null;
  return ipaddr.process(bare).toString();
}
