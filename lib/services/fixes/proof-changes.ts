import { AppError, decodeUtf8, type FileChange, fromBase64 } from "#lib/base/index.ts";
import type { Bundle, KeysDocument } from "#lib/engines/verify/index.ts";
import {
  installationTrustedRoot,
  jsonFile,
  type KeptProof,
  keyFiles,
  type ProofFile,
  type ProvenFix,
  proofFiles,
} from "#lib/services/provenance/index.ts";

/** What a rule about secrets took out of the code must not come back into it inside a patch. */
const rulesWithoutPatch = /^secrets\//;

/** Kept byte by byte in every clone: a changed line end would be a changed patch. */
const attributes: ProofFile = {
  path: ".gitattributes",
  bytes: new TextEncoder().encode("* -text\n"),
};

/**
 * `.etna/fixes/<id>/…`: what proves the fix, in one folder that needs nothing beside it. What opens
 * withheld names is not among it: a repository may become public.
 */
export async function proofChanges(
  fix: { readonly id: string; readonly ruleId: string },
  proven: ProvenFix,
  keys: KeysDocument,
): Promise<readonly FileChange[]> {
  const withPatch = !rulesWithoutPatch.test(fix.ruleId);
  const root = await installationTrustedRoot();
  const files = [
    attributes,
    ...(await proofFiles(proven, root, { shared: "", withPatch, textOnly: true })),
    jsonFile("keys.json", keys),
    jsonFile("trusted_root.json", root),
    ...keyFiles(keys.keys.map(({ spki }) => fromBase64(spki) ?? new Uint8Array())),
  ];
  return files.map(({ path, bytes }) => {
    const after = decodeUtf8(bytes);
    if (after === null) throw new AppError("internal", `${path} is not text.`);
    return { path: `.etna/fixes/${fix.id}/${path}`, before: null, after };
  });
}

/** What a proof was begun with of what others say: "<statement> <kind>". */
export function outsideName({ statement, kind }: KeptProof): string {
  return `${statement} ${kind}`;
}

/** The stored halves of a merged fix, with the outside proofs of these names; null where the merge is not stated. */
export function provenFix(
  fix: {
    readonly patch: string;
    readonly attestation: StoredBundle | null;
    readonly mergeAttestation: StoredBundle | null;
    readonly outsideProofs: readonly KeptProof[];
  },
  outsideNames: readonly string[],
): ProvenFix | null {
  const { patch, attestation, mergeAttestation, outsideProofs } = fix;
  if (attestation === null || mergeAttestation === null) return null;
  const outside = outsideProofs.filter((proof) => outsideNames.includes(outsideName(proof)));
  return { patch, outside, ...halfOf(attestation), merge: halfOf(mergeAttestation) };
}

interface StoredBundle {
  readonly bundle: unknown;
  readonly signingKey: { readonly spki: Uint8Array };
}

function halfOf({ bundle, signingKey }: StoredBundle) {
  return { bundle: bundle as Bundle, spki: signingKey.spki };
}
