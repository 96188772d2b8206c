import { AppError, decodeUtf8, type JsonObject, utf8 } from "#lib/base/index.ts";
import { type Prisma, sqlNull } from "#lib/platform/db/index.ts";
import { openSealed, purposeOf, type SealedSecret, seal } from "#lib/platform/vault/index.ts";

export type SecretValues = Readonly<Record<string, string>>;

function purpose(organizationId: string, targetId: string) {
  const row = { organization_id: organizationId, id: targetId };
  return purposeOf("attack_targets.sealed_secrets", row);
}

/** What is kept of the values of `${NAME}`: sealed for this very row, and their names. */
export async function sealSecrets(
  organizationId: string,
  targetId: string,
  values: SecretValues,
): Promise<{ sealedSecrets: Prisma.InputJsonObject | typeof sqlNull; secretNames: string[] }> {
  const secretNames = Object.keys(values).sort();
  if (secretNames.length === 0) return { sealedSecrets: sqlNull, secretNames };
  const sealed = await seal(utf8(JSON.stringify(values)), purpose(organizationId, targetId));
  return { sealedSecrets: { ...sealed }, secretNames };
}

export async function openSecrets(row: {
  readonly id: string;
  readonly organizationId: string;
  readonly sealedSecrets: unknown;
}): Promise<SecretValues> {
  if (row.sealedSecrets === null) return {};
  const { id, organizationId, sealedSecrets } = row;
  const opened = await openSealed(sealedSecrets as SealedSecret, purpose(organizationId, id));
  const text = decodeUtf8(opened);
  if (text === null) throw new AppError("internal", "The secrets of a target cannot be read.");
  // What sealSecrets wrote is one.
  return JSON.parse(text) as JsonObject as SecretValues;
}
