import { canonicalJson } from "#lib/base/index.ts";
import { sqlNull } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { type FixPolicy, fixPolicyOf } from "./find-membership.ts";
import { lockOrganization } from "./lock-organization.ts";

/** Changes how fixes may be opened and approved. What is approved already stays so. */
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
    trail.note(words({ ...before, ...change }));
  });
}

function words(policy: FixPolicy) {
  return { ...policy, quietHours: policy.quietHours && { ...policy.quietHours } };
}
