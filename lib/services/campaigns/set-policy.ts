import { canonicalJson, type Json } from "#lib/base/index.ts";
import { type GatePolicy, gatePolicySchema, type Waiver } from "#lib/engines/adversary/index.ts";
import type { enums } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { findTarget } from "./find-target.ts";

/** How often a campaign begins by itself. */
export async function setSchedule(
  actor: UserActor,
  organizationId: string,
  targetId: string,
  schedule: enums.AttackSchedule,
): Promise<void> {
  const target = { type: "target", id: targetId };
  await mutate(actor, "target.set_policy", target, async (tx, trail) => {
    const row = await findTarget(tx, organizationId, targetId);
    if (row.schedule === schedule) return trail.unchanged();
    await tx.attackTarget.updateMany({
      where: { id: targetId, organizationId },
      data: { schedule },
    });
    trail.note({ name: row.name, schedule });
  });
}

/** The whole policy, waivers included; it holds from the next campaign on. */
export async function updatePolicy(
  actor: UserActor,
  organizationId: string,
  targetId: string,
  policy: GatePolicy,
): Promise<void> {
  await changePolicy(actor, organizationId, targetId, () => policy);
}

/** Accepts a breach until a day. The same seed and variant again replaces the waiver. */
export async function addWaiver(
  actor: UserActor,
  organizationId: string,
  targetId: string,
  waiver: Waiver,
): Promise<void> {
  await changePolicy(actor, organizationId, targetId, (policy) => ({
    ...policy,
    waivers: [...policy.waivers.filter((each) => !isSame(each, waiver)), waiver],
  }));
}

export async function removeWaiver(
  actor: UserActor,
  organizationId: string,
  targetId: string,
  waiver: Pick<Waiver, "seed" | "variant">,
): Promise<void> {
  await changePolicy(actor, organizationId, targetId, (policy) => ({
    ...policy,
    waivers: policy.waivers.filter((each) => !isSame(each, waiver)),
  }));
}

function isSame(a: Pick<Waiver, "seed" | "variant">, b: Pick<Waiver, "seed" | "variant">): boolean {
  return a.seed === b.seed && a.variant === b.variant;
}

async function changePolicy(
  actor: UserActor,
  organizationId: string,
  targetId: string,
  change: (policy: GatePolicy) => GatePolicy,
): Promise<void> {
  const target = { type: "target", id: targetId };
  await mutate(actor, "target.set_policy", target, async (tx, trail) => {
    // Of two changes at once the second is made to what the first left.
    await tx.attackTarget.updateMany({
      where: { id: targetId, organizationId },
      data: { id: targetId },
    });
    const row = await findTarget(tx, organizationId, targetId);
    const before = row.policy as Json;
    const policy = JSON.parse(JSON.stringify(change(readPolicy(before)))) as Json;
    if (canonicalJson(policy) === canonicalJson(before)) return trail.unchanged();
    await tx.attackTarget.updateMany({
      where: { id: targetId, organizationId },
      data: { policy: { ...(policy as object) } },
    });
    trail.note({ name: row.name, policy });
  });
}

/** A policy that was kept: a field that came later has its default. */
export function readPolicy(kept: unknown): GatePolicy {
  return gatePolicySchema.parse(kept);
}
