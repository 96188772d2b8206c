import { canonicalJson, type Json } from "#lib/base/index.ts";
import {
  isoSeconds,
  type KeysDocument,
  keysDocument,
  type PublishedKey,
  publishedKey,
} from "#lib/engines/verify/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";

/** Every key the organization ever had, oldest first, as `keys.json` says it. */
export async function readPublishedKeys(
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

/** True where the document says exactly these keys. */
export function isPublished(
  document: KeysDocument | undefined,
  keys: readonly PublishedKey[],
): boolean {
  if (document === undefined) return false;
  return canonicalJson(document.keys as unknown as Json) === canonicalJson(keys as unknown as Json);
}

/**
 * `keys.json` as the keys are at this moment: signed and logged, but in the moment between a change
 * and its publication. Null where the organization has none.
 */
export async function publishedKeys(organizationId: string): Promise<KeysDocument | null> {
  return await readAs({ organizationId }, async (db) => {
    const keys = await readPublishedKeys(db, organizationId);
    if (keys.length === 0) return null;
    const last = await db.keysPublication.findFirst({
      where: { organizationId },
      orderBy: { sequence: "desc" },
    });
    const document = last?.document as unknown as KeysDocument | undefined;
    return document !== undefined && isPublished(document, keys) ? document : keysDocument(keys);
  });
}
