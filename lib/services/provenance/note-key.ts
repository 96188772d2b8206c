import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { toHex } from "#lib/base/index.ts";
import { noteKeyId, noteKeyTypes, writeVerifierKey } from "#lib/engines/log/index.ts";
import { type Ed25519Signer, ed25519KeyOf } from "#lib/engines/verify/index.ts";
import { isUniqueViolation, readAs } from "#lib/platform/db/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { installationLog } from "./installation-log.ts";

const purpose = "log_note";
const sealedFor = purposeOf("installation_keys.sealed_key", { purpose });

/** The Ed25519 key under the log's checkpoints at `/log/`: the log's other face, for monitors. */
export interface NoteKey {
  /** The log's origin there: its address without the scheme. */
  readonly name: string;
  readonly keyId: Uint8Array;
  /** How the key is handed on (C2SP signed-note). */
  readonly verifierKey: string;
  readonly spki: Uint8Array;
  readonly signer: Ed25519Signer;
}

let opened: Promise<NoteKey> | undefined;

/** Opens the key, making it at the first call of an installation. */
export function noteKey(): Promise<NoteKey> {
  opened ??= open();
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

async function open(): Promise<NoteKey> {
  const row = (await find()) ?? (await create());
  const sealed = row.sealedKey as unknown as SealedSecret;
  const key = createPrivateKey({
    key: Buffer.from(await openSealed(sealed, sealedFor)),
    format: "der",
    type: "pkcs8",
  });
  const name = originOf(row.baseUrl);
  const publicKey = ed25519KeyOf(row.spki) ?? new Uint8Array();
  return {
    name,
    keyId: noteKeyId(name, noteKeyTypes.ed25519, publicKey),
    verifierKey: writeVerifierKey(name, noteKeyTypes.ed25519, publicKey),
    spki: row.spki,
    signer: { sign: async (bytes) => sign(null, bytes, key) },
  };
}

/** Without the scheme, as C2SP tlog-tiles asks. */
function originOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${host}${pathname}`;
}

async function find() {
  return await readAs({}, (db) => db.installationKey.findUnique({ where: { purpose } }));
}

async function create() {
  // Its name is that of the log, fixed when that was made.
  const { baseUrl } = await installationLog();
  const pair = generateKeyPairSync("ed25519");
  const spki = Uint8Array.from(pair.publicKey.export({ format: "der", type: "spki" }));
  const pkcs8 = pair.privateKey.export({ format: "der", type: "pkcs8" });
  const sealedKey = { ...(await seal(pkcs8, sealedFor)) };
  try {
    return await mutate(
      systemActor("start", null),
      "log.create",
      { type: "log", id: purpose },
      async (tx, trail) => {
        trail.note({ spki: toHex(spki) });
        return await tx.installationKey.create({ data: { purpose, baseUrl, spki, sealedKey } });
      },
    );
  } catch (error) {
    // Another process was first: its key is the key.
    const other = isUniqueViolation(error) ? await find() : null;
    if (other === null) throw error;
    return other;
  }
}
