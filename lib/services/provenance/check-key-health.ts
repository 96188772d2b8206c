import { randomBytes } from "node:crypto";
import { concatBytes, isAppError, utf8 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { openSigningKey } from "./signing-keys.ts";

export type KeyHealth =
  | { readonly works: true }
  | { readonly works: false; readonly reason: string };

/** Signs a random message with the key in force and verifies it. The message can be no statement. */
export async function checkKeyHealth(organizationId: string): Promise<KeyHealth> {
  try {
    const { spki, signer } = await openSigningKey(organizationId);
    const message = concatBytes(utf8("etna self-test "), randomBytes(32));
    const signature = await signer.sign(message);
    if (await nodeCrypto.verifyEd25519(spki, message, signature)) return { works: true };
    return { works: false, reason: "Its signatures do not verify." };
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn({ err: error, organizationId }, "a signing key does not sign");
    return { works: false, reason: error.message };
  }
}
