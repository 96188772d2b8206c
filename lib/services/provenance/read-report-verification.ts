import {
  type SecondedVerification,
  verifyWithSecondOpinion,
} from "#lib/engines/second-opinion/index.ts";
import {
  attackReportPredicateTypeOf,
  type Bundle,
  type KeysDocument,
  publicKeyPem,
  type TrustedRoot,
} from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { installationTrustedRoot } from "./installation-log.ts";
import { publishedKeys } from "./published-keys.ts";

/**
 * All that anyone who knows a campaign’s id may see once its report is signed. The report itself is not
 * in it: that tells how an agent was broken into.
 */
export interface PublicReportVerification {
  readonly reportId: string;
  readonly organization: string;
  readonly checkedAt: Date;
  readonly verification: SecondedVerification;
  readonly bundle: Bundle;
  readonly keys: KeysDocument;
  readonly trustedRoot: TrustedRoot;
  readonly instanceKeyPem: string;
  readonly predicateType: string;
  readonly namesPublic: boolean;
}

/** Verifies a signed report anew. Null alike for an id that is wrong, unsigned, or never was. */
export async function readReportVerification(
  campaignId: string,
): Promise<PublicReportVerification | null> {
  const row = await readAs({ capability: campaignId }, (db) =>
    db.reportAttestation.findUnique({ where: { campaignId } }),
  );
  if (row === null) return null;
  const { organizationId } = row;
  const [keys, trustedRoot, signer] = await Promise.all([
    publishedKeys(organizationId),
    installationTrustedRoot(),
    readSigner(organizationId, row.signingKeyId),
  ]);
  if (keys === null || signer === null) return null;
  const bundle = row.bundle as unknown as Bundle;
  const { organization, spki } = signer;
  const predicateType = attackReportPredicateTypeOf(config().ETNA_ATTESTATION_BASE_URL);
  const verification = await verifyWithSecondOpinion({
    bundle,
    trustedRoot,
    keys,
    predicateType,
    publisher: organization,
  });
  return {
    reportId: campaignId,
    organization,
    checkedAt: new Date(),
    verification,
    bundle,
    keys,
    trustedRoot,
    instanceKeyPem: publicKeyPem(spki),
    predicateType,
    namesPublic: Object.keys(row.openings as object).length === 0,
  };
}

async function readSigner(organizationId: string, keyId: string) {
  return await readAs({ organizationId }, async (db) => {
    const organization = await db.organization.findUnique({ where: { id: organizationId } });
    const key = await db.signingKey.findUnique({ where: { id: keyId } });
    return organization && key && { organization: organization.name, spki: key.spki };
  });
}
