import { createPublicKey, type KeyObject } from "node:crypto";
import { type Bundle, bundleFromJSON, type SerializedBundle } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { type TrustMaterial, toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";
import { keyHint } from "#lib/engines/verify/index.ts";
import { checkArtifact } from "./check-artifact.ts";

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

/** What a bundle is held against besides the trusted root. */
export interface HeldAgainst {
  /** The key that signed. Without one, only a certificate counts that an authority of the root issued. */
  readonly key?: SecondOpinionKey;
  /** What was signed: the message itself, or the subject of an in-toto statement. */
  readonly artifact?: Uint8Array;
}

export type SecondVerifier = (bundle: unknown, against: HeldAgainst) => SecondOpinion;

/**
 * Asks @sigstore/verify, offline, with the given trusted root and key and no other. It does not look
 * at a statement's form or at revocation; subjects are looked at here, where an artifact is given.
 * Never throws: what it cannot read, it refuses. The root is read once and must not change afterwards.
 */
export function openSecondOpinion(trustedRoot: unknown): SecondVerifier {
  const keys = new Map<string, { readonly publicKey: KeyObject; readonly hint: string }>();
  let root: TrustMaterial | undefined;
  const finderOf = ({ pem, validFor }: SecondOpinionKey): TrustMaterial["publicKey"] => {
    const known = keys.get(pem) ?? readKey(pem);
    keys.set(pem, known);
    const start = Date.parse(validFor?.start ?? "1970-01-01T00:00:00Z");
    const end = validFor?.end === undefined ? Infinity : Date.parse(validFor.end);
    return (wanted) => {
      if (wanted !== known.hint) throw new Error("the bundle names another key");
      const isValid = (at: Date) => start <= at.getTime() && at.getTime() <= end;
      return { publicKey: known.publicKey, validFor: isValid };
    };
  };
  return (json, { key, artifact }) => {
    try {
      root ??= readRoot(trustedRoot);
      // bundleFromJSON validates what it is given; its parameter type is the promise, not the need.
      const bundle = bundleFromJSON(json as SerializedBundle);
      if (key !== undefined) assertNamesKey(bundle);
      const material = key === undefined ? root : { ...root, publicKey: finderOf(key) };
      const entity = toSignedEntity(bundle, artifact && Buffer.from(artifact));
      new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1 }).verify(entity);
      if (artifact !== undefined) checkArtifact(bundle, artifact);
      return { agrees: true };
    } catch (error) {
      return { agrees: false, reason: error instanceof Error ? error.message : "refused" };
    }
  };
}

function readKey(pem: string): { readonly publicKey: KeyObject; readonly hint: string } {
  const publicKey = createPublicKey(pem);
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  return { publicKey, hint: keyHint(spki) };
}

/** @sigstore/verify takes a log's key for good since ever where the root does not say since when. */
function readRoot(json: unknown): TrustMaterial {
  const root = TrustedRoot.fromJSON(json);
  if (root.tlogs.some(({ publicKey }) => publicKey?.validFor?.start === undefined)) {
    throw new Error("the trusted root does not say from when a log's key counts");
  }
  return toTrustMaterial(root, () => {
    throw new Error("no key was given");
  });
}

/** A certificate beside a given key would be another signer than the one that was asked about. */
function assertNamesKey({ verificationMaterial }: Bundle): void {
  if (verificationMaterial.content.$case !== "publicKey")
    throw new Error("the bundle names no key");
}
