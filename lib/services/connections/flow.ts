import { randomBytes } from "node:crypto";
import { AppError, bytesEqual, utf8 } from "#lib/base/index.ts";

/** What a forge sends back in the browser of whoever set out for it. */
export interface ForgeReturn {
  readonly code: string;
  readonly state: string;
}

/** Unguessable, base64url: a state (RFC 6749 §10.12), or a PKCE verifier (RFC 7636 §4.1). */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** Throws `forbidden` where the answer is not to what this browser asked. */
export function requireState(expected: string, given: string): void {
  if (expected !== "" && bytesEqual(utf8(expected), utf8(given))) return;
  throw new AppError(
    "forbidden",
    "This is not the answer to what you set out for in this browser. Begin again.",
  );
}
