import { AppError } from "#lib/base/index.ts";
import { isInRange, isMetadataAddress } from "./address.ts";

/** A range of addresses, or one host on one port whatever its address. */
export type Allowance =
  | { readonly cidr: string }
  | { readonly host: string; readonly port: number };

/** Reads `10.2.0.0/16`, `fd12::/64`, `gitlab.internal:443` or `[fd12::1]:8443`. */
export function parseAllowance(entry: string): Allowance {
  if (/^[0-9a-fA-F.:]+\/\d{1,3}$/.test(entry)) {
    try {
      isInRange("0.0.0.0", entry);
      return { cidr: entry };
    } catch (cause) {
      throw new AppError("invalid_input", `${entry} is not a range of addresses.`, { cause });
    }
  }
  const parts = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(entry);
  const host = parts?.[1]?.toLowerCase();
  const port = Number(parts?.[2]);
  if (host === undefined || port < 1 || port > 65535) {
    throw new AppError("invalid_input", `${entry} is neither host:port nor a range of addresses.`);
  }
  return { host, port };
}

/** True when the operator named this host and port: then its address does not matter. */
export function allowsHost(allow: readonly Allowance[], host: string, port: number): boolean {
  return allow.some((entry) => "host" in entry && entry.host === host && entry.port === port);
}

/** True when a range covers the address. A wide range must not open the cloud's metadata service. */
export function allowsAddress(allow: readonly Allowance[], address: string): boolean {
  if (isMetadataAddress(address)) return false;
  return allow.some((entry) => "cidr" in entry && isInRange(address, entry.cidr));
}
