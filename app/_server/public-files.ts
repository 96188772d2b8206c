import { cosignCommand, cosignMergeCommand } from "#lib/engines/verify/index.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";

/** The files that check a fix without Etna, by name. The patch of a private repository is not among them. */
export function publicFiles(answer: PublicVerification): Readonly<Record<string, string>> {
  const { named, mergedBundle, mergedKeyPem } = answer;
  return {
    ...(named && { "fix.patch": named.patch }),
    "fix.sigstore.json": json(answer.bundle),
    ...(mergedBundle && { "merged.sigstore.json": json(mergedBundle) }),
    "instance.pub": answer.instanceKeyPem,
    ...(mergedKeyPem !== null && { "merged.pub": mergedKeyPem }),
    "trusted_root.json": json(answer.trustedRoot),
    "keys.json": json(answer.keys),
  };
}

/** After a rotation the merge is signed with another key than the approval. */
export function hasOtherKey({ mergedKeyPem, instanceKeyPem }: PublicVerification): boolean {
  return mergedKeyPem !== null && mergedKeyPem !== instanceKeyPem;
}

/** The type is the statement's own: settings change, and what was signed does not. */
export function approvalCommand({ verification, predicateType }: PublicVerification): string {
  return cosignCommand({
    bundle: "fix.sigstore.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.json",
    patch: "fix.patch",
    predicateType: verification.statement?.predicateType ?? predicateType,
  });
}

/** Undefined where no merge is stated. */
export function mergeCommand(answer: PublicVerification): string | undefined {
  const statement = answer.verification.mergedStatement;
  if (statement === undefined) return undefined;
  return cosignMergeCommand({
    bundle: "merged.sigstore.json",
    key: hasOtherKey(answer) ? "merged.pub" : "instance.pub",
    trustedRoot: "trusted_root.json",
    gitCommit: statement.predicate.merged.gitCommit,
    predicateType: statement.predicateType,
  });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
