import { p256 } from "@noble/curves/nist.js";
import { Point } from "@noble/ed25519";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { bytesEqual, concatBytes } from "#lib/base/index.ts";
import type { VerifyCrypto } from "./ports.ts";
import {
  ed25519KeyOf,
  ed25519Order,
  isStrictEd25519Key,
  isStrictEd25519Signature,
  isStrictP256Signature,
  numberFromLittleEndian,
  p256PointOf,
} from "./signature-form.ts";

/**
 * Ed25519 by the equation without cofactor, R compared as bytes. The library's own `verify`
 * multiplies by the cofactor, and so takes mixed-order signatures that OpenSSL refuses.
 */
function verifyEd25519(spki: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const publicKey = ed25519KeyOf(spki);
  if (publicKey === null || !isStrictEd25519Key(publicKey)) return false;
  if (!isStrictEd25519Signature(signature)) return false;
  try {
    const a = Point.fromBytes(publicKey, false);
    const r = signature.subarray(0, 32);
    const s = numberFromLittleEndian(signature.subarray(32));
    const k = numberFromLittleEndian(sha512(concatBytes(r, publicKey, message))) % ed25519Order;
    const expected = Point.BASE.multiply(s, false).subtract(a.multiply(k, false));
    return bytesEqual(expected.toBytes(), r);
  } catch {
    return false; // the key is no point of the curve
  }
}

function verifyP256(spki: Uint8Array, message: Uint8Array, derSignature: Uint8Array): boolean {
  const point = p256PointOf(spki);
  if (point === null || !isStrictP256Signature(derSignature)) return false;
  try {
    return p256.verify(derSignature, message, point, { format: "der", lowS: false, prehash: true });
  } catch {
    return false; // the key is no point of the curve
  }
}

/** Pure JavaScript, for browsers. */
export const nobleCrypto: VerifyCrypto = { sha256, verifyEd25519, verifyP256 };
