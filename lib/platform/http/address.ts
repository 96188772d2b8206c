import ipaddr from "ipaddr.js";

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

const range = (text: string): Range => ipaddr.parseCIDR(text);

const globalUnicast = range("2000::/3");
/** RFC 6052: stands for the IPv4 address in its last 32 bits, on networks that have IPv6 only. */
const nat64 = range("64:ff9b::/96");
/** Within 2000::/3, and yet no place on the internet: RFC 6890, RFC 3849, RFC 9637, RFC 3056. */
const specialUnicast = ["2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16"].map(range);

/** Where clouds answer questions about the machine itself; some of them look like public addresses. */
const metadata = [
  "169.254.169.254",
  "169.254.170.2",
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd20:ce::254",
].map((text) => ipaddr.parse(text).toNormalizedString());

/**
 * True only for an address of the public internet. Everything that is not known to be one is
 * refused: IANA's special-purpose registries (RFC 6890), and IPv6 forms that carry an IPv4 address,
 * but for the NAT64 form of a public one.
 */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && isPublic(address) && !isMetadata(address);
}

/** True for the metadata service of a cloud, in any form. No range that an operator allows covers it. */
export function isMetadataAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && isMetadata(address);
}

/** True when the address, in whatever form, lies in the range, such as 10.0.0.0/8. */
export function isInRange(text: string, cidr: string): boolean {
  const address = parseAddress(text);
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return address !== null && address.kind() === network.kind() && address.match(network, bits);
}

/** ::ffff:10.0.0.1 is 10.0.0.1 to the machine that connects, so it is to us. Null: not an address. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const plain = text.includes(":") ? withoutDots(text) : text;
  // The short and the octal forms of IPv4 are no addresses here.
  const isAddress = ipaddr.IPv6.isValid(plain) || ipaddr.IPv4.isValidFourPartDecimal(plain);
  return isAddress ? ipaddr.process(plain) : null;
}

/** The library takes ::1.2.3.4 for ::ffff:1.2.3.4, so it gets ::102:304. */
function withoutDots(address: string): string {
  if (!address.includes(".")) return address;
  return URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? "";
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === "unicast";
  if (address.zoneId !== undefined) return false;
  if (matches(address, nat64)) return isPublic(embeddedInTail(address));
  return (
    matches(address, globalUnicast) &&
    address.range() === "unicast" &&
    !specialUnicast.some((special) => matches(address, special))
  );
}

function isMetadata(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address instanceof ipaddr.IPv6 && matches(address, nat64)) {
    return isMetadata(embeddedInTail(address));
  }
  return metadata.includes(address.toNormalizedString());
}

function matches(address: ipaddr.IPv6, [network, bits]: Range): boolean {
  return address.match(network, bits);
}

function embeddedInTail(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}
