import { generateKeyPairSync, randomBytes, verify } from "node:crypto";
import { AppError, newId } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import {
  createRemoteKey,
  purposeOf,
  type SealedSecret,
  seal,
  signRemotely,
} from "#lib/platform/vault/index.ts";

/** Binds a sealed seed to its organization, key and version. */
export function seedPurpose(organizationId: string, keyId: string) {
  return purposeOf("signing_keys.sealed_seed", { organization_id: organizationId, id: keyId });
}

/** A fresh key that is not yet anyone's: made before the transaction, bound inside it. */
export interface PreparedKey {
  readonly id: string;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly secret: { readonly sealedSeed: SealedSecret } | { readonly kmsKey: string };
}

/** Made here and sealed, or made in key management where ETNA_SIGNING says so and never seen here. */
export async function prepareKey(organizationId: string): Promise<PreparedKey> {
  const id = newId("signingKey");
  const remote = await createRemoteKey(id);
  if (remote !== null) {
    const { reference, spki } = remote;
    await signCheckedRemotely(reference, spki, randomBytes(32));
    return { id, spki: Uint8Array.from(spki), secret: { kmsKey: reference } };
  }
  const pair = generateKeyPairSync("ed25519");
  const spki = Uint8Array.from(pair.publicKey.export({ format: "der", type: "spki" }));
  const pkcs8 = pair.privateKey.export({ format: "der", type: "pkcs8" });
  const seed = pkcs8.subarray(pkcs8.length - 32);
  const sealedSeed = await seal(seed, seedPurpose(organizationId, id));
  seed.fill(0);
  return { id, spki, secret: { sealedSeed } };
}

/** A key for an organization that has none yet; null where it has one. */
export async function prepareFirstKey(organizationId: string): Promise<PreparedKey | null> {
  const count = await readAs({ organizationId }, (db) =>
    db.signingKey.count({ where: { organizationId } }),
  );
  return count === 0 ? await prepareKey(organizationId) : null;
}

/** A signature that does not hold must not reach the log, wherever it was made. */
export async function signCheckedRemotely(
  reference: string,
  spki: Uint8Array,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const signature = await signRemotely(reference, bytes);
  const key = { key: Buffer.from(spki), format: "der", type: "spki" } as const;
  if (verify(null, bytes, key, signature)) return signature;
  throw new AppError("unavailable", "Key management made a signature that does not hold.");
}
