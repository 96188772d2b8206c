import { AppError } from "#lib/base/index.ts";
import { type ModelKey, readAs } from "#lib/platform/db/index.ts";

/** Throws `not_found` for a key of others. */
export async function readKey(organizationId: string, keyId: string): Promise<ModelKey> {
  const row = await readAs({ organizationId }, (db) =>
    db.modelKey.findFirst({ where: { id: keyId, organizationId } }),
  );
  if (row === null) throw noSuchKey();
  return row;
}

export function noSuchKey(): AppError {
  return new AppError("not_found", "There is no such model key.");
}
