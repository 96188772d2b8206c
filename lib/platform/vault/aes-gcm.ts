import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError, concatBytes, utf8 } from "#lib/base/index.ts";

const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM (NIST SP 800-38D): iv ‖ ciphertext ‖ tag. */
export function encrypt(key: Uint8Array, plaintext: Uint8Array, aad: string): Uint8Array {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(utf8(aad));
  return concatBytes(iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** Throws `internal` where the key, the AAD or the bytes are not those of the encryption. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, aad: string): Uint8Array {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, ivBytes))
      .setAAD(utf8(aad))
      .setAuthTag(sealed.subarray(sealed.length - tagBytes));
    return concatBytes(
      decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes)),
      decipher.final(),
    );
  } catch (cause) {
    throw new AppError("internal", "A stored secret cannot be opened with the present key.", {
      cause,
    });
  }
}
