import { createPrivateKey, sign } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import { type Ed25519Signer, keyHint } from "#lib/engines/verify/index.ts";
import { readAs, type SigningKey, type Tx } from "#lib/platform/db/index.ts";
import { openSealed, type SealedSecret } from "#lib/platform/vault/index.ts";
import { askToPublishKeys, lockOrganization } from "#lib/services/organizations/index.ts";
import {
  type PreparedKey,
  prepareFirstKey,
  seedPurpose,
  signCheckedRemotely,
} from "./prepare-key.ts";

/**
 * Binds the organization to its key at its first connection. Where it already has one, keeps that
 * and returns null.
 */
export async function bindFirstKey(
  tx: Tx,
  organizationId: string,
  key: PreparedKey | null,
): Promise<{ readonly hint: string } | null> {
  if (key === null || (await tx.signingKey.count({ where: { organizationId } })) > 0) return null;
  return await bindKey(tx, organizationId, key, new Date());
}

/** Puts a prepared key in force, and asks for `keys.json` to be published anew. */
export async function bindKey(
  tx: Tx,
  organizationId: string,
  key: PreparedKey,
  validFrom: Date,
): Promise<{ readonly hint: string }> {
  const hint = keyHint(key.spki);
  const { id, spki, secret } = key;
  const place =
    "kmsKey" in secret ? { kmsKey: secret.kmsKey } : { sealedSeed: { ...secret.sealedSeed } };
  await tx.signingKey.create({ data: { id, organizationId, hint, spki, validFrom, ...place } });
  await askToPublishKeys(tx, organizationId, id);
  return { hint };
}

export interface OpenedKey {
  readonly id: string;
  readonly spki: Uint8Array;
  readonly validFrom: Date;
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
  const { id, spki, validFrom } = row;
  return { id, spki, validFrom, signer: await openSigner(row) };
}

export interface KeyToSign {
  readonly key: OpenedKey;
  /** Puts the key in force where it is the organization’s first; inside the transaction that signs. */
  bind(tx: Tx): Promise<void>;
}

/**
 * The key in force, or a first one for an organization that never connected a repository. Throws
 * `precondition_failed` where all of its keys were taken back; `bind` throws `unavailable` where
 * another first key came in between.
 */
export async function openKeyToSign(organizationId: string): Promise<KeyToSign> {
  const prepared = await prepareFirstKey(organizationId);
  if (prepared === null) {
    return { key: await openSigningKey(organizationId), bind: async () => undefined };
  }
  const { id, spki, secret } = prepared;
  const validFrom = new Date();
  const row = { id, organizationId, spki, kmsKey: null, sealedSeed: null, ...secret };
  return {
    key: { id, spki, validFrom, signer: await openSigner(row) },
    async bind(tx) {
      await lockOrganization(tx, organizationId);
      if ((await tx.signingKey.count({ where: { organizationId } })) > 0) {
        throw new AppError("unavailable", "The first signing key was made meanwhile. Try again.");
      }
      await bindKey(tx, organizationId, prepared, validFrom);
    },
  };
}

interface StoredSecret extends Pick<SigningKey, "id" | "organizationId" | "spki" | "kmsKey"> {
  readonly sealedSeed: unknown;
}

async function openSigner(row: StoredSecret): Promise<Ed25519Signer> {
  const { kmsKey, spki } = row;
  if (kmsKey !== null) return { sign: (bytes) => signCheckedRemotely(kmsKey, spki, bytes) };
  const sealed = row.sealedSeed as SealedSecret;
  const seed = await openSealed(sealed, seedPurpose(row.organizationId, row.id));
  const key = createPrivateKey({ key: pkcs8OfSeed(seed), format: "der", type: "pkcs8" });
  return { sign: async (bytes) => sign(null, bytes, key) };
}

/** RFC 8410: the fixed head of an Ed25519 PKCS #8 key, then the 32-byte seed. */
function pkcs8OfSeed(seed: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
}
