import { config } from "#lib/platform/config/index.ts";

/** Under which address the predicate types of this installation's statements are. */
export function attestationBase(): string {
  return config().ETNA_ATTESTATION_BASE_URL;
}
