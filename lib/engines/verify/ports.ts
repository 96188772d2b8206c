/** Signs with an organization's Ed25519 key: the raw 64 bytes of RFC 8032. */
export interface Ed25519Signer {
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Signs with the log's P-256 key: ECDSA over SHA-256 of the bytes, as a DER sequence. */
export interface P256Signer {
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/**
 * What a verifier needs of cryptography. Keys come as SubjectPublicKeyInfo (DER). Every
 * implementation answers false, and never throws, for a malformed key or signature.
 */
export interface VerifyCrypto {
  readonly sha256: Sha256;
  verifyEd25519(
    spki: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean | Promise<boolean>;
  verifyP256(
    spki: Uint8Array,
    message: Uint8Array,
    derSignature: Uint8Array,
  ): boolean | Promise<boolean>;
}
