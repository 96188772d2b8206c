import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { utf8 } from "#lib/base/index.ts";
import {
  isoSeconds,
  leafHash,
  logOrigin,
  type P256Signer,
  type TrustedRoot,
  trustedRoot,
} from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { isUniqueViolation, readAs, type Tx } from "#lib/platform/db/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";

const purpose = "log";
const sealedFor = purposeOf("installation_keys.sealed_key", { purpose });

/** The transparency log of this installation, ready to sign. */
export interface InstallationLog {
  readonly baseUrl: string;
  readonly origin: string;
  readonly logId: Uint8Array;
  readonly spki: Uint8Array;
  readonly validFrom: Date;
  readonly signer: P256Signer;
}

let opened: Promise<InstallationLog> | undefined;

/** Opens the log, making its key and its reserved leaf 0 at the first call of an installation. */
export function installationLog(): Promise<InstallationLog> {
  opened ??= open();
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

/** `trusted_root.json` of this installation. Public halves alone: key management may be away. */
export async function installationTrustedRoot(): Promise<TrustedRoot> {
  const row = await find();
  const { baseUrl, spki, validFrom } =
    row === null ? await installationLog() : { ...row, validFrom: row.createdAt };
  return trustedRoot([{ baseUrl, spki, validFor: { start: isoSeconds(validFrom) } }]);
}

async function open(): Promise<InstallationLog> {
  const row = (await find()) ?? (await create());
  const sealed = row.sealedKey as unknown as SealedSecret;
  const key = createPrivateKey({
    key: Buffer.from(await openSealed(sealed, sealedFor)),
    format: "der",
    type: "pkcs8",
  });
  const logId = createHash("sha256").update(row.spki).digest();
  return {
    baseUrl: row.baseUrl,
    origin: logOrigin(row.baseUrl, logId),
    logId,
    spki: row.spki,
    validFrom: row.createdAt,
    signer: { sign: async (bytes) => sign("sha256", bytes, key) },
  };
}

async function find() {
  return await readAs({}, (db) => db.installationKey.findUnique({ where: { purpose } }));
}

async function create() {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = pair.publicKey.export({ format: "der", type: "spki" });
  const pkcs8 = pair.privateKey.export({ format: "der", type: "pkcs8" });
  const sealedKey = { ...(await seal(pkcs8, sealedFor)) };
  const baseUrl = `${config().publicUrl}/log`;
  try {
    return await mutate(
      systemActor("start", null),
      "log.create",
      { type: "log", id: purpose },
      async (tx, trail) => {
        const row = await tx.installationKey.create({
          data: { purpose, baseUrl, spki: Uint8Array.from(spki), sealedKey },
        });
        await reserveFirstLeaf(tx, baseUrl);
        trail.note({ logId: createHash("sha256").update(spki).digest("hex") });
        return row;
      },
    );
  } catch (error) {
    // Another process was first: its log is the log.
    const other = isUniqueViolation(error) ? await find() : null;
    if (other === null) throw error;
    return other;
  }
}

/** Leaf 0 says what the log is, because some verifiers refuse an entry with index 0. */
async function reserveFirstLeaf(tx: Tx, baseUrl: string): Promise<void> {
  const body = utf8(JSON.stringify({ kind: "genesis", log: baseUrl }));
  const hash = Uint8Array.from(leafHash(body));
  const integratedTime = BigInt(Math.floor(Date.now() / 1000));
  await tx.logEntry.create({ data: { index: 0n, leafHash: hash, body, integratedTime } });
  await tx.logNode.create({ data: { level: 0, index: 0n, hash } });
  await tx.logState.update({ where: { id: 1 }, data: { size: 1n } });
}
