import { createPublicKey, randomBytes, verify } from "node:crypto";
import { AppError, concatBytes, utf8 } from "#lib/base/index.ts";
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
  const signatures = [
    { digest: "sha256", spki: log.spki, signature: await log.signer.sign(message) },
    { digest: null, spki: note.spki, signature: await note.signer.sign(message) },
  ];
  for (const { digest, spki, signature } of signatures) {
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    if (verify(digest, message, key, signature)) continue;
    throw new AppError(
      "precondition_failed",
      "The log’s key does not sign what its public half verifies, so nothing starts. Restore the table installation_keys from your backup.",
    );
  }
}
