import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import {
  ed25519KeyOf,
  isStrictEd25519,
  isStrictP256Signature,
  p256PointOf,
  type VerifyCrypto,
} from "#lib/engines/verify/index.ts";

const maxCachedKeys = 64;
const cachedKeys = new Map<string, KeyObject>();

/** Reading a key costs as much as using it; a log and an organization have a handful. */
function keyOf(spki: Uint8Array): KeyObject {
  const name = Buffer.from(spki.buffer, spki.byteOffset, spki.length).toString("latin1");
  const cached = cachedKeys.get(name);
  if (cached !== undefined) return cached;
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  if (cachedKeys.size >= maxCachedKeys) cachedKeys.clear();
  cachedKeys.set(name, key);
  return key;
}

function verified(
  digest: "sha256" | null,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(digest, message, keyOf(spki), signature);
  } catch {
    return false; // the key is no point of the curve
  }
}

/** OpenSSL by way of node:crypto; some ten times as fast as `nobleCrypto`, and of the same mind. */
export const nodeCrypto: VerifyCrypto = {
  sha256(bytes) {
    // As text it comes back in a third of the time that a buffer of its own takes.
    const text = hash("sha256", bytes, "binary");
    const digest = new Uint8Array(32);
    for (let at = 0; at < 32; at++) digest[at] = text.charCodeAt(at);
    return digest;
  },
  verifyEd25519(spki, message, signature) {
    const publicKey = ed25519KeyOf(spki);
    if (publicKey === null || !isStrictEd25519(publicKey, signature)) return false;
    return verified(null, spki, message, signature);
  },
  verifyP256(spki, message, derSignature) {
    if (p256PointOf(spki) === null || !isStrictP256Signature(derSignature)) return false;
    return verified("sha256", spki, message, derSignature);
  },
};
