import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import {
  ed25519KeyOf,
  isStrictEd25519Key,
  isStrictEd25519Signature,
  isStrictP256Signature,
  p256PointOf,
  type VerifyCrypto,
} from "#lib/engines/verify/index.ts";

const maxCachedKeys = 64;

/** Reading a key costs as much as using it; a log and an organization have a handful. */
class Keys {
  readonly #isStrict: (spki: Uint8Array) => boolean;
  readonly #known = new Map<string, KeyObject>();

  constructor(isStrict: (spki: Uint8Array) => boolean) {
    this.#isStrict = isStrict;
  }

  /** Null for what is no key of this kind in its strict form. Throws for no point of the curve. */
  read(spki: Uint8Array): KeyObject | null {
    const der = Buffer.from(spki.buffer, spki.byteOffset, spki.length);
    const name = der.toString("latin1");
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (!this.#isStrict(spki)) return null;
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    if (this.#known.size >= maxCachedKeys) this.#known.clear();
    this.#known.set(name, key);
    return key;
  }

  verify(digest: "sha256" | null, ...check: readonly [Uint8Array, Uint8Array, Uint8Array]) {
    const [spki, message, signature] = check;
    try {
      const key = this.read(spki);
      return key !== null && verify(digest, message, key, signature);
    } catch {
      return false; // the key is no point of the curve
    }
  }
}

const ed25519Keys = new Keys((spki) => {
  const key = ed25519KeyOf(spki);
  return key !== null && isStrictEd25519Key(key);
});
const p256Keys = new Keys((spki) => p256PointOf(spki) !== null);

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
    if (!isStrictEd25519Signature(signature)) return false;
    return ed25519Keys.verify(null, spki, message, signature);
  },
  verifyP256(spki, message, derSignature) {
    if (!isStrictP256Signature(derSignature)) return false;
    return p256Keys.verify("sha256", spki, message, derSignature);
  },
};
