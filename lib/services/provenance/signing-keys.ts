import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { AppError, newId } from "#lib/base/index.ts";
import {
  type Ed25519Signer,
  isoSeconds,
  type KeysDocument,
  keyHint,
  keysDocument,
  publishedKey,
} from "#lib/engines/verify/index.ts";
import { readAs, type Tx } from "#lib/platform/db/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";

/** Binds a sealed seed to its organization, key and version. */
function sealedFor(organizationId: string, keyId: string) {
  return purposeOf("signing_keys.sealed_seed", { organization_id: organizationId, id: keyId });
}

/** A fresh key that is not yet anyone's: made before the transaction, bound inside it. */
export interface PreparedKey {
  readonly id: string;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly sealedSeed: SealedSecret;
}

export async function prepareKey(organizationId: string): Promise<PreparedKey> {
  const id = newId("signingKey");
  const pair = generateKeyPairSync("ed25519");
  const spki = Uint8Array.from(pair.publicKey.export({ format: "der", type: "spki" }));
  const pkcs8 = pair.privateKey.export({ format: "der", type: "pkcs8" });
  const seed = pkcs8.subarray(pkcs8.length - 32);
  return { id, spki, sealedSeed: await seal(seed, sealedFor(organizationId, id)) };
}

/**
 * Binds the organization to its key at its first connection. Where it already has one, keeps that
 * and returns null.
 */
export async function bindFirstKey(
  tx: Tx,
  organizationId: string,
  key: PreparedKey,
): Promise<{ readonly hint: string } | null> {
  if ((await tx.signingKey.count({ where: { organizationId } })) > 0) return null;
  const hint = keyHint(key.spki);
  await tx.signingKey.create({
    data: {
      id: key.id,
      organizationId,
      hint,
      spki: key.spki,
      sealedSeed: { ...key.sealedSeed },
      validFrom: new Date(),
    },
  });
  return { hint };
}

export interface OpenedKey {
  readonly id: string;
  readonly spki: Uint8Array;
  readonly signer: Ed25519Signer;
}

/** The key in force, ready to sign. Throws `precondition_failed` where there is none. */
export async function openSigningKey(organizationId: string): Promise<OpenedKey> {
  const row = await readAs({ organizationId }, (db) =>
    db.signingKey.findFirst({
      where: { organizationId, validUntil: null, revokedAt: null },
      orderBy: { validFrom: "desc" },
    }),
  );
  if (row === null) {
    throw new AppError("precondition_failed", "The organization has no signing key in force.");
  }
  const sealed = row.sealedSeed as unknown as SealedSecret;
  const seed = await openSealed(sealed, sealedFor(organizationId, row.id));
  const key = createPrivateKey({ key: pkcs8OfSeed(seed), format: "der", type: "pkcs8" });
  return { id: row.id, spki: row.spki, signer: { sign: async (bytes) => sign(null, bytes, key) } };
}

/** RFC 8410: the fixed head of an Ed25519 PKCS #8 key, then the 32-byte seed. */
function pkcs8OfSeed(seed: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
}

/** `keys.json`: every key the organization ever had. Null where it has none. */
export async function publishedKeys(organizationId: string): Promise<KeysDocument | null> {
  const rows = await readAs({ organizationId }, (db) =>
    db.signingKey.findMany({ where: { organizationId }, orderBy: { validFrom: "asc" } }),
  );
  if (rows.length === 0) return null;
  return keysDocument(
    rows.map((row) =>
      publishedKey(row.spki, {
        validFor: {
          start: isoSeconds(row.validFrom),
          ...(row.validUntil && { end: isoSeconds(row.validUntil) }),
        },
        ...(row.revokedAt && { revokedAt: isoSeconds(row.revokedAt) }),
        ...(row.revokedReason && { reason: row.revokedReason }),
      }),
    ),
  );
}
