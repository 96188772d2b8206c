import { createHash } from "node:crypto";
import { AppError, utf8 } from "#lib/base/index.ts";
import {
  type Bundle,
  publicKeyPem,
  type ReadForm,
  readBundle,
  readMergedStatement,
  readStatement,
  type TrustedRoot,
} from "#lib/engines/verify/index.ts";
import type { Prisma } from "#lib/platform/db/index.ts";
import { outsideFiles } from "./outside-files.ts";
import { jsonFile, type ProofFile } from "./proof-file.ts";
import { type KeptProof, readOutsideProofs } from "./read-outside-proofs.ts";
import { verifyGuide } from "./verify-guide.ts";

/** A signed fix as it is stored. */
export interface ProvenFix {
  readonly bundle: Bundle;
  readonly spki: Uint8Array;
  readonly patch: string;
  readonly merge: { readonly bundle: Bundle; readonly spki: Uint8Array } | null;
  /** In the order of `keptProofs`. */
  readonly outside: readonly KeptProof[];
}

/** Which rows of a fix go beside its bundles: what holds, for what is only awaited proves nothing. */
export const keptProofs = {
  where: { state: "holds" },
  orderBy: [{ statement: "asc" }, { kind: "desc" }],
} satisfies Prisma.Fix$outsideProofsArgs;

export interface ProofFolder {
  /** The path to the folder with trusted_root.json, keys.json and a `<short name>.pub` for each key. */
  readonly shared: string;
  /** False leaves the patch to git. */
  readonly withPatch: boolean;
  /** Takes no bytes that are no text: a timestamp is in its bundle alone. */
  readonly textOnly: boolean;
}

/** The one short name of a key: the first twelve hex digits of SHA-256 over its SPKI. */
export function shortKeyName(spki: Uint8Array): string {
  return createHash("sha256").update(spki).digest("hex").slice(0, 12);
}

/**
 * What proves one fix: bundles, statements to read, the patch, what others say of the signatures, and
 * VERIFY.md. `root` is what trusted_root.json holds. Throws `internal` for a stored bundle that cannot
 * be read.
 */
export async function proofFiles(
  fix: ProvenFix,
  root: TrustedRoot,
  { shared, withPatch, textOnly }: ProofFolder,
): Promise<readonly ProofFile[]> {
  const statement = stated(fix.bundle, readStatement);
  const merged = fix.merge && stated(fix.merge.bundle, readMergedStatement);
  const outside = await readOutsideProofs(
    fix.outside,
    { approved: { bundle: fix.bundle, spki: fix.spki }, merged: fix.merge },
    root,
  );
  const guide = verifyGuide(
    { statement, merged, outside, keyDigest: createHash("sha256").update(fix.spki).digest() },
    {
      key: `${shared}${shortKeyName(fix.spki)}.pub`,
      mergedKey: `${shared}${shortKeyName(fix.merge?.spki ?? fix.spki)}.pub`,
      trustedRoot: `${shared}trusted_root.json`,
      keys: `${shared}keys.json`,
      patch: withPatch,
      responses: !textOnly,
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
    ...outsideFiles(outside).filter(({ path }) => !(textOnly && path.endsWith(".tsr"))),
  ];
}

/** `<short name>.pub` of each key. */
export function keyFiles(spkis: readonly Uint8Array[]): readonly ProofFile[] {
  return spkis.map((spki) => ({
    path: `${shortKeyName(spki)}.pub`,
    bytes: utf8(publicKeyPem(spki)),
  }));
}

function stated<S>(bundle: Bundle, read: (payload: Uint8Array) => ReadForm<S>): S {
  const decoded = readBundle(bundle);
  const form = decoded.ok ? read(decoded.bundle.payload) : null;
  if (form?.ok) return form.statement;
  throw new AppError("internal", "A stored bundle cannot be read.");
}
