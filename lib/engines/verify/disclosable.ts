import { sha256 } from "@noble/hashes/sha2.js";
import { AppError, canonicalJson, toHex, utf8 } from "#lib/base/index.ts";
import { z } from "./zod.ts";

/** A name in the open, or a commitment to it: `sha256:` over JCS({ salt, value }). */
export type Disclosable = string | Withheld;
export interface Withheld {
  readonly withheld: `sha256:${string}`;
}

export const sha256TextSchema = z.templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)]);
const withheldSchema = z.strictObject({ withheld: sha256TextSchema });

export function disclosable(maxChars: number) {
  return z.union([z.string().min(1).max(maxChars), withheldSchema]);
}

/** A fresh salt: 32 random bytes as hex. One for each field, or opening one helps to guess another. */
export function newSalt(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}

function commitment(value: string, salt: string): `sha256:${string}` {
  return `sha256:${toHex(sha256(utf8(canonicalJson({ salt, value }))))}`;
}

/** Throws `invalid_input` for a salt below 16 bytes: a short one lets anyone guess the value. */
export function withhold(value: string, salt: string): Withheld {
  if (!/^(?:[0-9a-f]{2}){16,64}$/.test(salt)) {
    throw new AppError("invalid_input", "A salt is 16 to 64 random bytes in lower-case hex.");
  }
  return { withheld: commitment(value, salt) };
}

/** True when `value` with `salt` is what was committed to. */
export function opens(withheld: Withheld, value: string, salt: string): boolean {
  return (
    value.isWellFormed() && salt.isWellFormed() && commitment(value, salt) === withheld.withheld
  );
}
