import { canonicalJson } from "#lib/base/index.ts";
import { sqlNull } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { type FixPolicy, fixPolicyOf } from "./find-membership.ts";
import { lockOrganization } from "./lock-organization.ts";
import { switchSignatureDemand } from "./signature-demands.ts";

/**
 * Changes how fixes may be opened and approved. What is signed stays so; what was approved without a
 * signature has an hour to be signed where one is demanded from now on. Throws `conflict` where the
 * demand was switched too often.
 */
export async function updateFixPolicy(
  actor: Actor,
  organizationId: string,
  change: Partial<FixPolicy>,
): Promise<void> {
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "organization.update", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const row = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    const before = fixPolicyOf(row);
    const after: FixPolicy = { ...before, ...change };
    if (canonicalJson(words(before)) === canonicalJson(words(after))) return trail.unchanged();
    const { quietHours, ...plain } = after;
    await tx.organization.update({
      where: { id: organizationId },
      data: { ...plain, quietHours: quietHours ?? sqlNull },
    });
    if (after.signedApprovals !== before.signedApprovals) {
      await switchSignatureDemand(tx, organizationId, after.signedApprovals);
    }
    trail.note(words({ ...before, ...change }));
  });
}

function words(policy: FixPolicy) {
  return { ...policy, quietHours: policy.quietHours && { ...policy.quietHours } };
}
