import { config } from "#lib/platform/config/index.ts";

/** COSE algorithms (RFC 9053): EdDSA, ES256 and, for older Windows Hello, RS256. */
export const algorithms = [-8, -7, -257];

/** Whom a passkey is for (WebAuthn Level 3, 5.4.2): the public URL alone decides, never a request. */
export function relyingParty(): { readonly id: string; readonly origin: string } {
  const { hostname, origin } = new URL(config().publicUrl);
  return { id: hostname, origin };
}
