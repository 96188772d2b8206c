/** A service that wraps data keys and never shows its own key. */
export interface KeyManagement {
  /** Names the wrapping key; stored beside every ciphertext. */
  readonly keyId: string;
  /** `aad` binds the wrapped key to its use. Both directions throw `unavailable` when out of reach. */
  wrap(dataKey: Uint8Array, aad: string): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array, aad: string): Promise<Uint8Array>;
}
