import { createHash } from "node:crypto";
import { AppError, utf8 } from "#lib/base/index.ts";
import {
  type Bundle,
  publicKeyPem,
  type ReadForm,
  readBundle,
  readMergedStatement,
  readStatement,
} from "#lib/engines/verify/index.ts";
import { verifyGuide } from "./verify-guide.ts";

/** One file of a folder that proves something without Etna. */
export interface ProofFile {
  /** Below the folder, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A signed fix as it is stored. */
export interface ProvenFix {
  readonly bundle: Bundle;
  readonly spki: Uint8Array;
  readonly patch: string;
  readonly merge: { readonly bundle: Bundle; readonly spki: Uint8Array } | null;
}

/** The one short name of a key: the first twelve hex digits of SHA-256 over its SPKI. */
export function shortKeyName(spki: Uint8Array): string {
  return createHash("sha256").update(spki).digest("hex").slice(0, 12);
}

/**
 * What proves one fix: bundles, statements to read, the patch and VERIFY.md. `shared` is the path to
 * the folder with trusted_root.json, keys.json and a `<short name>.pub` for each key; `withPatch`
 * false leaves the patch to git. Throws `internal` for a stored bundle that cannot be read.
 */
export function proofFiles(
  fix: ProvenFix,
  { shared, withPatch }: { readonly shared: string; readonly withPatch: boolean },
): readonly ProofFile[] {
  const statement = stated(fix.bundle, readStatement);
  const merged = fix.merge && stated(fix.merge.bundle, readMergedStatement);
  const guide = verifyGuide(
    { statement, merged, keyDigest: createHash("sha256").update(fix.spki).digest() },
    {
      key: `${shared}${shortKeyName(fix.spki)}.pub`,
      mergedKey: `${shared}${shortKeyName(fix.merge?.spki ?? fix.spki)}.pub`,
      trustedRoot: `${shared}trusted_root.json`,
      patch: withPatch,
    },
  );
  return [
    { path: "VERIFY.md", bytes: utf8(guide) },
    jsonFile("fix.sigstore.json", fix.bundle),
    jsonFile("statement.json", statement),
    ...(withPatch ? [{ path: "fix.patch", bytes: utf8(fix.patch) }] : []),
    ...(fix.merge === null
      ? []
      : [
          jsonFile("merged.sigstore.json", fix.merge.bundle),
          jsonFile("merged.statement.json", merged),
        ]),
  ];
}

/** `<short name>.pub` of each key. */
export function keyFiles(spkis: readonly Uint8Array[]): readonly ProofFile[] {
  return spkis.map((spki) => ({
    path: `${shortKeyName(spki)}.pub`,
    bytes: utf8(publicKeyPem(spki)),
  }));
}

export function jsonFile(path: string, value: unknown): ProofFile {
  return { path, bytes: utf8(`${JSON.stringify(value, null, 2)}\n`) };
}

function stated<S>(bundle: Bundle, read: (payload: Uint8Array) => ReadForm<S>): S {
  const decoded = readBundle(bundle);
  const form = decoded.ok ? read(decoded.bundle.payload) : null;
  if (form?.ok) return form.statement;
  throw new AppError("internal", "A stored bundle cannot be read.");
}
