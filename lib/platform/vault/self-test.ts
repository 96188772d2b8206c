import { randomBytes } from "node:crypto";
import { AppError, bytesEqual, isAppError } from "#lib/base/index.ts";
import type { KeyManagement } from "./key-management.ts";
import { keyRing, openUnder, sealUnder } from "./vault.ts";

/**
 * Seals and opens a random message with every configured key, and demands that it does not open for
 * another purpose: an old Vault takes what binds it, and ignores it. Throws where that fails, so that
 * a start fails and not a signature. The message says which key, what is wrong and what to do.
 */
export async function selfTest(): Promise<void> {
  const { opens } = await keyRing();
  await Promise.all(opens.map(testKey));
}

export async function testKey(key: KeyManagement): Promise<void> {
  try {
    const message = randomBytes(32);
    const sealed = await sealUnder(key, message, "self-test");
    if (!bytesEqual(await openUnder(key, sealed, "self-test"), message)) {
      throw new AppError("internal", "It does not give back what it sealed.");
    }
    if (await unwrapsFor(key, sealed.wrappedKey, "another purpose")) {
      throw new AppError("precondition_failed", "It opens a secret for any purpose.");
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError(
      error.code,
      `The key ${key.keyId} fails its test, so nothing starts: ${error.message} Set it right, or change ETNA_KMS and ETNA_KMS_ALSO, then start again.`,
      { cause: error },
    );
  }
}

async function unwrapsFor(key: KeyManagement, wrapped: string, purpose: string): Promise<boolean> {
  try {
    await key.unwrap(Buffer.from(wrapped, "base64"), purpose);
    return true;
  } catch (error) {
    if (isAppError(error, "internal")) return false;
    throw error;
  }
}
