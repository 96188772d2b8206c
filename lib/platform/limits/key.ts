import { createHmac } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { KeyKind } from "./tiers.ts";

/**
 * What the store gets to see: 128 bits of HMAC-SHA-256. A plain hash of an IPv4 address could be
 * undone by trying all of them.
 */
export function hashedKey(kind: KeyKind, text: string, secret: string): string {
  const mac = createHmac("sha256", `etna rate limits ${secret}`).update(
    `${kind} ${unit(kind, text)}`,
  );
  return mac.digest().subarray(0, 16).toString("base64url");
}

/** What counts as one: whoever has one IPv6 address has 2^64 of them, and likewise with tags. */
function unit(kind: KeyKind, text: string): string {
  if (kind === "ip") return networkOf(text);
  if (kind === "address") return mailbox(text);
  return text;
}

function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

/** `Ada+anything@Example.com` reaches the mailbox of ada@example.com. */
function mailbox(address: string): string {
  return address
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*(?=@[^@]*$)/, "");
}
