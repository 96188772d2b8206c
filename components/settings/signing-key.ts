export interface SigningKeyView {
  id: string;
  /** SHA-256 of the public key, hex. */
  fingerprint: string;
  since: string;
  until?: string | undefined;
  revokedAt?: string | undefined;
  reason?: string | undefined;
  fixesSigned: number;
  /** Where its secret half is. */
  place: { kind: "sealed" | "kms"; keyId: string };
}
