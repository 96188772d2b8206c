import { createPublicKey } from "node:crypto";
import { bundleFromJSON, type SerializedBundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { keyHint } from "#lib/engines/verify/index.ts";

export interface SecondOpinion {
  /** True when @sigstore/verify accepts signature, log entry, inclusion and time of this bundle. */
  readonly agrees: boolean;
  /** What it found wrong, in its own words. */
  readonly reason?: string;
}

export interface SecondOpinionKey {
  /** The SPKI as PEM: `instance.pub`. */
  readonly pem: string;
  readonly validFor?: { readonly start: string; readonly end?: string | undefined } | undefined;
}

/**
 * Asks @sigstore/verify, offline, with the given trusted root and key and no other. It does not look
 * at subjects, at a statement's form or at revocation. Never throws: what it cannot read, it refuses.
 */
export async function secondOpinion(
  bundle: unknown,
  trustedRoot: unknown,
  key: SecondOpinionKey,
): Promise<SecondOpinion> {
  try {
    const publicKey = createPublicKey(key.pem);
    const hint = keyHint(new Uint8Array(publicKey.export({ type: "spki", format: "der" })));
    const start = Date.parse(key.validFor?.start ?? "1970-01-01T00:00:00Z");
    const end = key.validFor?.end === undefined ? Infinity : Date.parse(key.validFor.end);
    const material = toTrustMaterial(TrustedRoot.fromJSON(trustedRoot), (wanted) => {
      if (wanted !== hint) throw new Error("the bundle names another key");
      const validFor = (at: Date) => start <= at.getTime() && at.getTime() <= end;
      return { publicKey, validFor };
    });
    // bundleFromJSON validates what it is given; its parameter type is the promise, not the need.
    const entity = toSignedEntity(bundleFromJSON(bundle as SerializedBundle));
    const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 0 });
    verifier.verify(entity);
    return { agrees: true };
  } catch (error) {
    return { agrees: false, reason: error instanceof Error ? error.message : "refused" };
  }
}
