import { canonicalJson, type Json } from "#lib/base/index.ts";
import {
  type ApproverKey,
  approverKey,
  isoSeconds,
  type KeysDocument,
  keysDocument,
  type PublishedKey,
  type PublishedTrust,
  publishedKey,
  trustMembers,
} from "#lib/engines/verify/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";
import { readSignatureDemands } from "#lib/services/organizations/index.ts";

type Published = Pick<Reads, "signingKey" | "approverKey" | "signatureDemand">;

/** All that `keys.json` says of an organization; no keys where it has none yet. */
export async function readPublishedTrust(
  db: Published,
  organizationId: string,
): Promise<PublishedTrust> {
  return {
    keys: await readPublishedKeys(db, organizationId),
    approvers: await readApproverKeys(db, organizationId),
    signedApprovals: await readSignatureDemands(db, organizationId),
  };
}

/** Every key the organization ever had, oldest first, as `keys.json` says it. */
async function readPublishedKeys(
  db: Pick<Reads, "signingKey">,
  organizationId: string,
): Promise<readonly PublishedKey[]> {
  const rows = await db.signingKey.findMany({
    where: { organizationId },
    orderBy: [{ validFrom: "asc" }, { id: "asc" }],
  });
  return rows.map((row) =>
    publishedKey(row.spki, {
      validFor: {
        start: isoSeconds(row.validFrom),
        ...(row.validUntil && { end: isoSeconds(row.validUntil) }),
      },
      ...(row.revokedAt && { revokedAt: isoSeconds(row.revokedAt) }),
      ...(row.revokedReason && { reason: row.revokedReason }),
    }),
  );
}

/** Every passkey that ever was to sign approvals there, oldest first. Of whose it is, nothing. */
async function readApproverKeys(
  db: Pick<Reads, "approverKey">,
  organizationId: string,
): Promise<readonly ApproverKey[]> {
  const rows = await db.approverKey.findMany({
    where: { organizationId },
    orderBy: [{ validFrom: "asc" }, { hint: "asc" }],
  });
  return rows.map(({ spki, rpId, origin, validFrom, validUntil }) =>
    approverKey(spki, {
      rpId,
      origin,
      validFor: {
        start: isoSeconds(validFrom),
        ...(validUntil && { end: isoSeconds(validUntil) }),
      },
    }),
  );
}

/** True where the document says exactly this. */
export function isPublished(document: KeysDocument | undefined, trust: PublishedTrust): boolean {
  const text = (said: PublishedTrust) => canonicalJson(trustMembers(said) as unknown as Json);
  return document !== undefined && text(document) === text(trust);
}

/**
 * `keys.json` as the keys are at this moment: signed and logged, but in the moment between a change
 * and its publication. Null where the organization has none.
 */
export async function publishedKeys(organizationId: string): Promise<KeysDocument | null> {
  return await readAs({ organizationId }, async (db) => {
    const trust = await readPublishedTrust(db, organizationId);
    if (trust.keys.length === 0) return null;
    const last = await db.keysPublication.findFirst({
      where: { organizationId },
      orderBy: { sequence: "desc" },
    });
    const document = last?.document as unknown as KeysDocument | undefined;
    return document !== undefined && isPublished(document, trust)
      ? document
      : keysDocument(trust.keys, trust);
  });
}
