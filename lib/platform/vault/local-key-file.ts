import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError, fromHex, toHex } from "#lib/base/index.ts";
import { decrypt, encrypt } from "./aes-gcm.ts";
import type { KeyManagement } from "./key-management.ts";

/** Key management for one machine: a file of 32 bytes in hex, mode 0600, made at first use. */
export async function openLocalKeyFile(path: string): Promise<KeyManagement> {
  const key = await readOrCreate(path);
  const keyId = `local:${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
  return {
    keyId,
    wrap: async (dataKey, aad) => encrypt(key, dataKey, aad),
    unwrap: async (wrapped, aad) => decrypt(key, wrapped, aad),
  };
}

async function readOrCreate(path: string): Promise<Uint8Array> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, "wx", 0o600);
    try {
      const key = randomBytes(32);
      await file.writeFile(`${toHex(key)}\n`);
      await file.sync();
      return key;
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new AppError(
      "precondition_failed",
      "The key file of ETNA_KEY_FILE can be read by others. Run chmod 600 on it.",
    );
  }
  const key = fromHex((await readFile(path, "utf8")).trim());
  if (key?.length !== 32) {
    throw new AppError(
      "precondition_failed",
      "The key file of ETNA_KEY_FILE does not hold 32 bytes in hex. Restore it from your backup: what it sealed cannot be opened without it.",
    );
  }
  return key;
}
