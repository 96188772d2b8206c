import { randomBytes } from "node:crypto";
import { AppError, concatBytes, utf8 } from "#lib/base/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { selfTest } from "#lib/platform/vault/index.ts";
import { installationLog } from "./installation-log.ts";
import { noteKey } from "./note-key.ts";

/**
 * What must hold before anything is signed: every configured wrapping key seals and opens, and the
 * log's two keys open, sign and verify. Throws a sentence that says which does not and what to do, so
 * that a start fails and not the first signature.
 */
export async function proveKeys(): Promise<void> {
  await selfTest();
  const [log, note] = await Promise.all([installationLog(), noteKey()]);
  // No checkpoint, promise or envelope begins like this.
  const message = concatBytes(utf8("etna self-test "), randomBytes(32));
  const holds = [
    await nodeCrypto.verifyP256(log.spki, message, await log.signer.sign(message)),
    await nodeCrypto.verifyEd25519(note.spki, message, await note.signer.sign(message)),
  ];
  if (holds.includes(false)) {
    throw new AppError(
      "precondition_failed",
      "The log’s key does not sign what its public half verifies, so nothing starts. Restore the table installation_keys from your backup.",
    );
  }
}
