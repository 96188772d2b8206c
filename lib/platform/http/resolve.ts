import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AppError } from "#lib/base/index.ts";
import { isPublicAddress } from "./address.ts";
import { type Allowance, allowsAddress, allowsHost } from "./allowance.ts";
import { portOf } from "./target.ts";

/** All addresses of a name. Fails when there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export async function systemResolve(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, order: "verbatim" });
  return found.map(({ address }) => address);
}

/**
 * The addresses that a connection to this URL may be made to: asked for once, and every one of them
 * checked, because a name with one public and one private address is an attempt. Throws `forbidden`,
 * which does not say what the name resolved to, or `unavailable` when the name is not known.
 */
export async function checkedAddresses(
  url: URL,
  allow: readonly Allowance[],
  resolve: Resolve,
): Promise<readonly string[]> {
  const addresses = await addressesOf(url.hostname, resolve);
  const permitted =
    allowsHost(allow, url.hostname, portOf(url)) ||
    addresses.every((address) => isPublicAddress(address) || allowsAddress(allow, address));
  if (!permitted) {
    throw new AppError(
      "forbidden",
      `${url.hostname} is not on the public internet. The operator can allow it by ETNA_OUTBOUND_ALLOW.`,
    );
  }
  return addresses;
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) return [literal];
  const addresses = await resolve(hostname).catch((cause) => {
    throw unknownName(hostname, cause);
  });
  if (addresses.length === 0 || addresses.some((address) => isIP(address) === 0)) {
    throw unknownName(hostname);
  }
  return addresses;
}

function unknownName(hostname: string, cause?: unknown): AppError {
  return new AppError("unavailable", `The name ${hostname} could not be resolved.`, { cause });
}
