import { bytesEqual, concatBytes, fromHex, toHex } from "#lib/base/index.ts";

const ed25519Prefix = bytesOf("302a300506032b6570032100");
const p256Prefix = bytesOf("3059301306072a8648ce3d020106082a8648ce3d030107034200");
export const ed25519Order = 2n ** 252n + 27742317777372353535851937790883648493n;
const orderBytes = littleEndian(ed25519Order);
const fieldPrime = 2n ** 255n - 19n;
const primeBytes = littleEndian(fieldPrime);
const p256Order = bytesOf("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** y of the points whose order divides 8. */
const smallOrderY: readonly Uint8Array[] = [
  0n,
  1n,
  fieldPrime - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303021514n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
].map(littleEndian);

function bytesOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}

function littleEndian(value: bigint): Uint8Array {
  return bytesOf(value.toString(16).padStart(64, "0")).reverse();
}

export function numberFromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(Uint8Array.from(bytes).reverse()) || "0"}`);
}

function strip(prefix: Uint8Array, spki: Uint8Array, keyBytes: number): Uint8Array | null {
  if (spki.length !== prefix.length + keyBytes) return null;
  return bytesEqual(spki.subarray(0, prefix.length), prefix) ? spki.subarray(prefix.length) : null;
}

/** The 32 bytes of an Ed25519 key out of its SPKI (RFC 8410), or null. */
export function ed25519KeyOf(spki: Uint8Array): Uint8Array | null {
  return strip(ed25519Prefix, spki, 32);
}

/** The SPKI of 32 bytes of an Ed25519 key (RFC 8410). */
export function ed25519SpkiOf(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(ed25519Prefix, publicKey);
}

/** The uncompressed point of a P-256 key out of its SPKI (RFC 5480), or null. */
export function p256PointOf(spki: Uint8Array): Uint8Array | null {
  const point = strip(p256Prefix, spki, 65);
  return point?.[0] === 4 ? point : null;
}

/** The SPKI of an uncompressed point of P-256 (RFC 5480). */
export function p256SpkiOf(point: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(p256Prefix, point);
}

/** Whether the number in these 32 bytes, lowest first, is below another. */
function isBelow(bytes: Uint8Array, limit: Uint8Array): boolean {
  for (let at = 31; at >= 0; at--) {
    const difference = (bytes[at] ?? 0) - (limit[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function isStrictPoint(encoded: Uint8Array): boolean {
  // Not slice(): of a Buffer that is the same memory, which is the caller’s.
  const y = Uint8Array.from(encoded);
  y[31] = (y[31] ?? 0) & 0x7f; // the highest bit is the sign of x
  return isBelow(y, primeBytes) && !smallOrderY.some((small) => bytesEqual(small, y));
}

/**
 * The form that makes Ed25519 mean the same in every library: canonical points of large order,
 * S below the group order (RFC 8032 §5.1.7; small orders refused as libsodium does).
 */
export function isStrictEd25519Key(publicKey: Uint8Array): boolean {
  return publicKey.length === 32 && isStrictPoint(publicKey);
}

/** The same of a signature: its R, and its S. */
export function isStrictEd25519Signature(signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    isStrictPoint(signature.subarray(0, 32)) &&
    isBelow(signature.subarray(32), orderBytes)
  );
}

/** True for SEQUENCE { INTEGER r, INTEGER s } in DER with both in 1…n−1 and nothing after it. */
export function isStrictP256Signature(der: Uint8Array): boolean {
  if (der.length > 72 || der[0] !== 0x30 || der[1] !== der.length - 2) return false;
  const afterR = readInteger(der, 2);
  return afterR !== null && readInteger(der, afterR) === der.length;
}

function readInteger(der: Uint8Array, at: number): number | null {
  const length = der[at + 1] ?? 0;
  const digits = der.subarray(at + 2, at + 2 + length);
  const [first = 0x80, second = 0] = digits;
  if (der[at] !== 0x02 || length === 0 || digits.length !== length) return null;
  if (first >= 0x80 || (first === 0 && second < 0x80)) return null;
  const value = first === 0 ? digits.subarray(1) : digits;
  return isBetween(value, p256Order) ? at + 2 + length : null;
}

/** Above 0 and below `limit`; highest byte first, without leading zeros. */
function isBetween(value: Uint8Array, limit: Uint8Array): boolean {
  if (value.length !== limit.length) return value.length > 0 && value.length < limit.length;
  for (const [at, byte] of value.entries()) {
    const difference = byte - (limit[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
