import { randomBytes } from "node:crypto";
import { AppError, fromBase64, toBase64 } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { decrypt, encrypt } from "./aes-gcm.ts";
import type { KeyManagement } from "./key-management.ts";
import { type KeyRing, openKeyRing } from "./key-ring.ts";
import type { SealPurpose } from "./sealed-columns.ts";

/** A secret under its own data key, that key wrapped by key management. Binary fields are base64. */
export interface SealedSecret {
  readonly version: 1;
  readonly keyId: string;
  readonly wrappedKey: string;
  readonly ciphertext: string;
}

let ring: Promise<KeyRing> | undefined;

/** The keys of the configuration, opened once; anew after a failure. */
export function keyRing(): Promise<KeyRing> {
  ring ??= openKeyRing(config());
  ring.catch(() => {
    ring = undefined;
  });
  return ring;
}

/**
 * Envelope encryption. `purpose` says what the secret is for; opening demands the same. No data key
 * is kept: each opening asks key management, so that its record is whole and its refusal holds at once.
 */
export async function seal(secret: Uint8Array, purpose: SealPurpose): Promise<SealedSecret> {
  return await sealUnder((await keyRing()).seals, secret, purpose);
}

/** Throws `precondition_failed` when no key of this process sealed it, `internal` when it was altered. */
export async function openSealed(sealed: SealedSecret, purpose: SealPurpose): Promise<Uint8Array> {
  const { opens } = await keyRing();
  return await openUnder(holderOf(opens, sealed.keyId), sealed, purpose);
}

/**
 * The same secret with its data key wrapped by the key that seals now; null where it is already.
 * Neither the secret nor its ciphertext is touched. Throws as `openSealed`, and as the services do.
 */
export async function rewrapSealed(
  sealed: SealedSecret,
  purpose: SealPurpose,
): Promise<SealedSecret | null> {
  const { seals, opens } = await keyRing();
  if (sealed.keyId === seals.keyId) return null;
  const former = holderOf(opens, sealed.keyId);
  const { wrappedKey } = binaryOf(sealed);
  const dataKey = await former.unwrap(wrappedKey, purpose);
  try {
    const wrapped = await seals.wrap(dataKey, purpose);
    return { ...sealed, keyId: seals.keyId, wrappedKey: toBase64(wrapped) };
  } finally {
    dataKey.fill(0);
  }
}

export async function sealUnder(
  { keyId, wrap }: KeyManagement,
  secret: Uint8Array,
  purpose: string,
): Promise<SealedSecret> {
  const dataKey = randomBytes(32);
  try {
    const ciphertext = encrypt(dataKey, secret, purpose);
    const wrappedKey = await wrap(dataKey, purpose);
    return {
      version: 1,
      keyId,
      wrappedKey: toBase64(wrappedKey),
      ciphertext: toBase64(ciphertext),
    };
  } finally {
    dataKey.fill(0);
  }
}

export async function openUnder(
  { unwrap }: KeyManagement,
  sealed: SealedSecret,
  purpose: string,
): Promise<Uint8Array> {
  const { wrappedKey, ciphertext } = binaryOf(sealed);
  const dataKey = await unwrap(wrappedKey, purpose);
  try {
    return decrypt(dataKey, ciphertext, purpose);
  } finally {
    dataKey.fill(0);
  }
}

function holderOf(keys: readonly KeyManagement[], keyId: string): KeyManagement {
  const holder = keys.find((key) => key.keyId === keyId);
  if (holder !== undefined) return holder;
  const held = keys.map((key) => key.keyId).join(", ");
  throw new AppError(
    "precondition_failed",
    `A stored secret was sealed under key ${keyId}, and this process holds ${held}. Put the former key back, or name it in ETNA_KMS_ALSO.`,
  );
}

function binaryOf(sealed: SealedSecret) {
  const wrappedKey = fromBase64(sealed.wrappedKey);
  const ciphertext = fromBase64(sealed.ciphertext);
  if (wrappedKey === null || ciphertext === null) {
    throw new AppError("internal", "A stored secret is not readable.");
  }
  return { wrappedKey, ciphertext };
}
