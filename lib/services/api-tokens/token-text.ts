import { createHash, randomBytes } from "node:crypto";

const form = /^etna_[A-Za-z0-9_-]{43}$/;

/** A new token: 32 random bytes, base64url, behind a prefix that secret scanners can know. */
export function newTokenText(): string {
  return `etna_${randomBytes(32).toString("base64url")}`;
}

export function isTokenText(text: string): boolean {
  return form.test(text);
}

/** SHA-256, hex: all that is kept of a token. It has 256 random bits, so it needs no salt. */
export function tokenHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
