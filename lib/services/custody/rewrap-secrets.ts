import type { JsonObject } from "#lib/base/index.ts";
import { type RewrapReport, rewrapAll } from "#lib/platform/rewrap/index.ts";
import { keyRing, selfTest } from "#lib/platform/vault/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";

/**
 * Moves every sealed value under the key of ETNA_KMS. The trail of the installation says when that
 * began, and what came of it. Throws before anything is moved where a configured key fails its test.
 */
export async function rewrapSecrets(
  ownerUrl: string,
  onMoved: (column: string, moved: number) => void,
): Promise<RewrapReport> {
  await selfTest();
  const { seals } = await keyRing();
  await record(seals.keyId, { stage: "begun" });
  const report = await rewrapAll(ownerUrl, onMoved);
  const moved = Object.fromEntries(report.columns.map(({ column, moved }) => [column, moved]));
  const left = Object.fromEntries(report.columns.map(({ column, left }) => [column, left]));
  await record(seals.keyId, { stage: "ended", moved, left });
  return report;
}

async function record(keyId: string, detail: JsonObject): Promise<void> {
  const target = { type: "wrapping_key", id: keyId };
  await mutate(systemActor("cli", null), "secrets.rewrap", target, async (_, trail) => {
    trail.note(detail);
  });
}
