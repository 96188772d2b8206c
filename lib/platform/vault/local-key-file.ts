import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError, fromHex, toHex } from "#lib/base/index.ts";
import { decrypt, encrypt } from "./aes-gcm.ts";
import type { KeyManagement } from "./key-management.ts";

/**
 * Key management for one machine: a file of 32 bytes in hex, mode 0600. The one that seals is made
 * at first use; one that is to open what it sealed must be there.
 */
export async function openLocalKeyFile(
  path: string,
  whereMissing: "make" | "demand",
): Promise<KeyManagement> {
  if (whereMissing === "make") await createOnce(path);
  const key = await readKey(path);
  const keyId = `local:${createHash("sha256").update(key).digest("hex").slice(0, 16)}`;
  return {
    keyId,
    wrap: async (dataKey, aad) => encrypt(key, dataKey, aad),
    unwrap: async (wrapped, aad) => decrypt(key, wrapped, aad),
  };
}

async function createOnce(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${toHex(randomBytes(32))}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

async function readKey(path: string): Promise<Uint8Array> {
  const { mode } = await stat(path).catch((cause) => {
    throw new AppError(
      "precondition_failed",
      "A key file of ETNA_KMS_ALSO is not there. Put it back, or take it from the list once `npm run doctor` finds nothing under it.",
      { cause },
    );
  });
  if ((mode & 0o077) !== 0) {
    throw new AppError(
      "precondition_failed",
      "A key file of ETNA_KEY_FILE or ETNA_KMS can be read by others. Run chmod 600 on it.",
    );
  }
  const key = fromHex((await readFile(path, "utf8")).trim());
  if (key?.length !== 32) {
    throw new AppError(
      "precondition_failed",
      "A key file of ETNA_KEY_FILE or ETNA_KMS does not hold 32 bytes in hex. Restore it from your backup: what it sealed cannot be opened without it.",
    );
  }
  return key;
}
