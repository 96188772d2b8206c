import { decodeUtf8, utf8 } from "#lib/base/index.ts";
import { type Prisma, sqlNull } from "#lib/platform/db/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";

function purpose(organizationId: string, keyId: string) {
  return purposeOf("model_keys.sealed_key", { organization_id: organizationId, id: keyId });
}

/** What is kept of a key: sealed for this very row, and what people tell it by. */
export async function sealKey(
  organizationId: string,
  keyId: string,
  key: string,
): Promise<{ sealedKey: Prisma.InputJsonObject | typeof sqlNull; hint: string | null }> {
  if (key === "") return { sealedKey: sqlNull, hint: null };
  const sealed = await seal(utf8(key), purpose(organizationId, keyId));
  // Four characters of a short one would be half of it.
  return { sealedKey: { ...sealed }, hint: key.length < 16 ? null : key.slice(-4) };
}

/** The key itself; empty where the server asks for none. */
export async function openKey(row: {
  readonly id: string;
  readonly organizationId: string;
  readonly sealedKey: unknown;
}): Promise<string> {
  if (row.sealedKey === null) return "";
  const { id, organizationId, sealedKey } = row;
  const opened = await openSealed(sealedKey as SealedSecret, purpose(organizationId, id));
  return decodeUtf8(opened) ?? "";
}
