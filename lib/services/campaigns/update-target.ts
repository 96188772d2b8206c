import { canonicalJson, type Json } from "#lib/base/index.ts";
import type { ProfileName } from "#lib/engines/adversary/index.ts";
import { type AttackTarget, readAs } from "#lib/platform/db/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import type { CampaignCaps } from "./caps.ts";
import {
  type NewTarget,
  requireFreeName,
  requireRepository,
  requireSecrets,
} from "./create-target.ts";
import { findTarget, noSuchTarget } from "./find-target.ts";
import { newOwnershipToken } from "./ownership.ts";
import { unproven } from "./prove-ownership.ts";
import { openSecrets, type SecretValues, sealSecrets } from "./secrets.ts";
import { describeSpec, readSpec, specJson, storedSpec } from "./target-spec.ts";

export interface TargetChange extends Partial<NewTarget> {
  readonly profile?: ProfileName;
  readonly caps?: CampaignCaps;
}

/**
 * Changes a target; what is left out stays, and so do secrets that are still used and not given anew. At
 * another origin it has to be proven again, and each secret given again: else moving a target would hand
 * out what nobody may read. A campaign under way goes on with what it began with.
 */
export async function updateTarget(
  actor: UserActor,
  organizationId: string,
  targetId: string,
  change: TargetChange,
): Promise<void> {
  await requirePermission(actor, "target.update", organizationId);
  const row = await readAs({ organizationId }, (db) => findTarget(db, organizationId, targetId));
  const text = change.spec ?? JSON.stringify(row.spec);
  const read =
    change.spec === undefined ? describeSpec(storedSpec(row.spec)) : readSpec(change.spec);
  const isElsewhere = read.origin !== row.origin;
  const used = isElsewhere ? [] : read.secretNames;
  const { kept, secrets, isSame } = await secretsAfter(row, used, change.secrets);
  requireSecrets(read, text, { ...kept, ...change.secrets });
  const sealed = isSame ? {} : await sealSecrets(organizationId, targetId, secrets);
  const { origin, spec } = read;
  const wanted = {
    name: spec.name,
    spec: specJson(spec),
    kind: spec.kind,
    origin,
    repositoryId: change.repositoryId === undefined ? row.repositoryId : change.repositoryId,
    profile: change.profile ?? row.profile,
    caps: { ...(change.caps ?? (row.caps as CampaignCaps)) },
  };
  const changed = Object.entries(wanted)
    .filter(([name, value]) => !isEqual(value, row[name as keyof typeof wanted] as Json))
    .map(([name]) => name);
  if (!isSame) changed.push("secrets");
  const target = { type: "target", id: targetId };
  await mutate(actor, "target.update", target, async (tx, trail) => {
    if (changed.length === 0) return trail.unchanged();
    await lockOrganization(tx, organizationId);
    await requireFreeName(tx, organizationId, spec.name, targetId);
    await requireRepository(tx, organizationId, wanted.repositoryId);
    const { count } = await tx.attackTarget.updateMany({
      // Changed by someone else meanwhile, its origin could be one that was never looked at here.
      where: { id: targetId, organizationId, archivedAt: null, origin: row.origin },
      data: {
        ...wanted,
        ...sealed,
        ...(isElsewhere && { ...unproven, ownershipToken: newOwnershipToken() }),
      },
    });
    if (count === 0) throw noSuchTarget();
    trail.note({ name: spec.name, changed, ...(isElsewhere && { origin }) });
  });
}

async function secretsAfter(
  row: AttackTarget,
  used: readonly string[],
  given: SecretValues = {},
): Promise<{
  readonly kept: SecretValues;
  readonly secrets: SecretValues;
  readonly isSame: boolean;
}> {
  const now = await openSecrets(row);
  const kept = Object.fromEntries(Object.entries(now).filter(([name]) => used.includes(name)));
  const secrets = { ...kept, ...given };
  return { kept, secrets, isSame: isEqual(secrets, now) };
}

function isEqual(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
