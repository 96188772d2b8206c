import { randomBytes } from "node:crypto";
import { AppError, bytesEqual, fromBase64, toBase64 } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { decrypt, encrypt } from "./aes-gcm.ts";
import type { KeyManagement } from "./key-management.ts";
import { openLocalKeyFile } from "./local-key-file.ts";

/** A secret under its own data key, that key wrapped by key management. Binary fields are base64. */
export interface SealedSecret {
  readonly version: 1;
  readonly keyId: string;
  readonly wrappedKey: string;
  readonly ciphertext: string;
}

let management: Promise<KeyManagement> | undefined;

function keyManagement(): Promise<KeyManagement> {
  management ??= openLocalKeyFile(config().ETNA_KEY_FILE);
  return management;
}

/** Envelope encryption. `aad` says what the secret is for; opening demands the same words. */
export async function seal(secret: Uint8Array, aad: string): Promise<SealedSecret> {
  const { keyId, wrap } = await keyManagement();
  const dataKey = randomBytes(32);
  const ciphertext = encrypt(dataKey, secret, aad);
  const wrappedKey = await wrap(dataKey, aad);
  dataKey.fill(0);
  return { version: 1, keyId, wrappedKey: toBase64(wrappedKey), ciphertext: toBase64(ciphertext) };
}

/** Throws `precondition_failed` when another key sealed it, `internal` when it was altered. */
export async function openSealed(sealed: SealedSecret, aad: string): Promise<Uint8Array> {
  const { keyId, unwrap } = await keyManagement();
  if (sealed.keyId !== keyId) {
    throw new AppError(
      "precondition_failed",
      `A stored secret was sealed under key ${sealed.keyId}, and this process holds ${keyId}. Put the former key back.`,
    );
  }
  const wrappedKey = fromBase64(sealed.wrappedKey);
  const ciphertext = fromBase64(sealed.ciphertext);
  if (wrappedKey === null || ciphertext === null) {
    throw new AppError("internal", "A stored secret is not readable.");
  }
  const dataKey = await unwrap(wrappedKey, aad);
  try {
    return decrypt(dataKey, ciphertext, aad);
  } finally {
    dataKey.fill(0);
  }
}

/** Seals and opens a random message. Throws where that fails, so that a start fails and not a signature. */
export async function selfTest(): Promise<void> {
  const message = randomBytes(32);
  const opened = await openSealed(await seal(message, "self-test"), "self-test");
  if (!bytesEqual(opened, message)) {
    throw new AppError("internal", "Key management does not give back what it sealed.");
  }
}
