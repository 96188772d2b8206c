/**
 * A service that wraps data keys and never shows its own key. Everything it throws is an AppError
 * with no secret in it: `unavailable` when out of reach (ask again), `precondition_failed` when it
 * refuses (somebody must set something right), `internal` when what it was given was altered.
 */
export interface KeyManagement {
  /** Names the wrapping key; stored beside every ciphertext. */
  readonly keyId: string;
  /** `aad` binds the wrapped key to its use: it unwraps under the same words alone. */
  wrap(dataKey: Uint8Array, aad: string): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array, aad: string): Promise<Uint8Array>;
}

/** A service in which signing keys are made and stay for ever. Throws as `KeyManagement` does. */
export interface RemoteSigning {
  /** Makes an Ed25519 key. `reference` finds it again; `label` is what people see of it there. */
  create(label: string): Promise<{ readonly reference: string; readonly spki: Uint8Array }>;
  /** RFC 8032 over the bytes as they are, at most 4096 of them. */
  sign(reference: string, bytes: Uint8Array): Promise<Uint8Array>;
}
