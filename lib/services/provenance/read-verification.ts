import { utf8 } from "#lib/base/index.ts";
import {
  type SecondedVerification,
  verifyWithSecondOpinion,
} from "#lib/engines/second-opinion/index.ts";
import {
  type Bundle,
  type Disclosable,
  type KeysDocument,
  mergedPredicateTypeOf,
  predicateTypeOf,
  publicKeyPem,
  type TrustedRoot,
} from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { installationTrustedRoot } from "./installation-log.ts";
import { publishedKeys } from "./published-keys.ts";
import { type OutsideProofs, readOutsideProofs } from "./read-outside-proofs.ts";

/** All that anyone who knows a fix's id may see. */
export interface PublicVerification {
  readonly fixId: string;
  readonly organization: string;
  readonly checkedAt: Date;
  readonly verification: SecondedVerification;
  readonly bundle: Bundle;
  /** The statement of the merge, once there is one. */
  readonly mergedBundle: Bundle | null;
  /** What others say of the signatures. It is beside them: a bundle holds or fails without. */
  readonly outside: OutsideProofs;
  readonly keys: KeysDocument;
  readonly trustedRoot: TrustedRoot;
  readonly instanceKeyPem: string;
  /** Of the key that signed the merge: after a rotation it is another one. */
  readonly mergedKeyPem: string | null;
  readonly predicateType: string;
  readonly mergedPredicateType: string;
  readonly proposedAt: Date;
  readonly merged: { readonly commit: string; readonly tree: string; readonly at: Date } | null;
  /** The merge, where holding its tree against the approved one says something. */
  readonly mergedToCompare: { readonly commit: string; readonly tree: string } | null;
  /** Present only where the statement names things in the open. */
  readonly named: {
    readonly title: string;
    readonly repository: string;
    readonly patch: string;
  } | null;
}

/** Verifies a signed fix anew. Null alike for an id that is wrong, unsigned, or never was. */
export async function readVerification(fixId: string): Promise<PublicVerification | null> {
  const row = await readAs({ capability: fixId }, (db) =>
    db.attestation.findUnique({ where: { fixId } }),
  );
  if (row === null) return null;
  const { organizationId } = row;
  const [keys, root, facts] = await Promise.all([
    publishedKeys(organizationId),
    installationTrustedRoot(),
    readFacts(organizationId, fixId),
  ]);
  if (keys === null || facts === null) return null;
  const bundle = row.bundle as unknown as Bundle;
  const namesPublic = Object.keys(row.openings as object).length === 0;
  const predicateType = predicateTypeOf(config().ETNA_ATTESTATION_BASE_URL);
  const { fix, organization, spki, mergedBundle, mergedSpki } = facts;
  const merged =
    fix.mergedCommit && fix.mergedTree && fix.mergedAt
      ? { commit: fix.mergedCommit, tree: fix.mergedTree, at: fix.mergedAt }
      : null;
  // Merged beside other changes, the tree is another one although the approved head is in it. Only
  // a head that nobody approved must show.
  const comparable = fix.mergedTree === fix.headTree || fix.mergedHead !== fix.headCommit;
  const revision = merged && { commit: merged.commit, tree: merged.tree };
  // The statement of the merge says itself how the two compare, and must be about the merge seen.
  const mergedToCompare = comparable || mergedBundle !== null ? revision : null;
  const verification = await verifyWithSecondOpinion({
    bundle,
    trustedRoot: root,
    keys,
    predicateType,
    publisher: organization,
    ...(namesPublic && { patch: utf8(fix.patch) }),
    ...(mergedToCompare && { merged: mergedToCompare }),
    ...(mergedBundle && { mergedBundle }),
  });
  const merge = mergedBundle && mergedSpki && { bundle: mergedBundle, spki: mergedSpki };
  const signed = { approved: { bundle, spki }, merged: merge || null };
  return {
    fixId,
    organization,
    outside: await readOutsideProofs(facts.outsideProofs, signed, root),
    checkedAt: new Date(),
    verification,
    bundle,
    mergedBundle,
    keys,
    trustedRoot: root,
    instanceKeyPem: publicKeyPem(spki),
    mergedKeyPem: mergedSpki && publicKeyPem(mergedSpki),
    predicateType,
    mergedPredicateType: mergedPredicateTypeOf(config().ETNA_ATTESTATION_BASE_URL),
    proposedAt: fix.proposedAt,
    merged,
    mergedToCompare,
    named: namesPublic
      ? { title: fix.title, repository: fix.repository.name, patch: fix.patch }
      : null,
  };
}

async function readFacts(organizationId: string, fixId: string) {
  return await readAs({ organizationId }, async (db) => {
    const fix = await db.fix.findUnique({ where: { id: fixId }, include: { repository: true } });
    const organization = await db.organization.findUnique({ where: { id: organizationId } });
    const attestation = await db.attestation.findUnique({
      where: { fixId },
      include: { signingKey: true },
    });
    const merge = await db.mergeAttestation.findUnique({
      where: { fixId },
      include: { signingKey: true },
    });
    const outsideProofs = await db.outsideProof.findMany({
      where: { fixId },
      orderBy: [{ statement: "asc" }, { kind: "desc" }],
    });
    if (fix === null || organization === null || attestation === null) return null;
    return {
      fix,
      outsideProofs,
      organization: organization.name,
      spki: attestation.signingKey.spki,
      mergedSpki: merge?.signingKey.spki ?? null,
      mergedBundle: (merge?.bundle ?? null) as unknown as Bundle | null,
    };
  });
}

/** The name that a statement tells, or null where it withholds it. */
export function openName(value: Disclosable): string | null {
  return typeof value === "string" ? value : null;
}
