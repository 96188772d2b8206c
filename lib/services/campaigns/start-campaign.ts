import { randomBytes } from "node:crypto";
import { AppError, newId } from "#lib/base/index.ts";
import type { ProfileName } from "#lib/engines/adversary/index.ts";
import {
  type AttackTarget,
  type enums,
  type Reads,
  readAs,
  type Tx,
} from "#lib/platform/db/index.ts";
import { enqueue } from "#lib/platform/jobs/index.ts";
import { type Actor, mutate, requirePermission } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { findTarget } from "./find-target.ts";
import { attackWorkflowName } from "./workflow-name.ts";

export interface CampaignRequest {
  readonly targetId: string;
  /** By default the target’s own. */
  readonly profile?: ProfileName;
  /** What all chance of the plan comes from; by default a fresh one. */
  readonly seed?: string;
  /** By default the newest of the same profile that came to its end; null for none. */
  readonly baselineId?: string | null;
}

export interface StartedCampaign {
  readonly id: string;
  readonly number: number;
}

interface Origin {
  readonly cause: enums.CampaignCause;
  readonly retryOfId?: string;
}

export const underWay: enums.RunState[] = ["queued", "running"];

/**
 * Asks for a campaign. While one is under way against the target, that one is the answer. Throws
 * `precondition_failed` where the address was not shown to be the organization’s.
 */
export async function startCampaign(
  actor: Actor,
  organizationId: string,
  request: CampaignRequest,
  { cause, retryOfId }: Origin = { cause: "request" },
): Promise<StartedCampaign> {
  const id = newId("campaign");
  return await mutate(actor, "campaign.start", { type: "campaign", id }, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const target = await findTarget(tx, organizationId, request.targetId);
    const running = await tx.campaign.findFirst({
      where: { targetId: target.id, state: { in: underWay } },
      select: { id: true, number: true },
    });
    if (running !== null) {
      trail.unchanged();
      return running;
    }
    const refusal = refusalOf(target);
    if (refusal !== null) throw new AppError("precondition_failed", refusal);
    const { profile = target.profile, seed = randomBytes(8).toString("hex") } = request;
    const last = await tx.campaign.aggregate({ where: { organizationId }, _max: { number: true } });
    const number = (last._max.number ?? 0) + 1;
    await tx.campaign.create({
      data: {
        id,
        organizationId,
        number,
        targetId: target.id,
        cause,
        profile,
        seed,
        spec: target.spec ?? {},
        policy: target.policy ?? {},
        caps: target.caps ?? {},
        baselineId: await baselineOf(tx, target, profile, request.baselineId),
        retryOfId: retryOfId ?? null,
        startedById: actor.kind === "user" ? actor.userId : null,
        tokenId: actor.kind === "token" ? actor.tokenId : null,
      },
    });
    await enqueue(
      tx,
      { name: attackWorkflowName },
      { id, organizationId, input: { campaignId: id } },
    );
    trail.note({ target: target.id, profile, seed, ...(cause !== "request" && { cause }) });
    return { id, number };
  });
}

/** The same profile, seed and baseline once more. Throws `conflict` while it is under way. */
export async function retryCampaign(
  actor: Actor,
  organizationId: string,
  campaignId: string,
): Promise<StartedCampaign> {
  await requirePermission(actor, "campaign.start", organizationId);
  const former = await readAs({ organizationId }, (db) =>
    db.campaign.findFirst({ where: { id: campaignId, organizationId } }),
  );
  if (former === null) throw new AppError("not_found", "There is no such campaign.");
  if (former.endedAt === null) throw new AppError("conflict", "This campaign is still under way.");
  const { targetId, profile, seed, baselineId } = former;
  const request = { targetId, profile, seed, baselineId };
  const from = { cause: "retry", retryOfId: campaignId } as const;
  return await startCampaign(actor, organizationId, request, from);
}

/** Why a campaign cannot begin; null where it can. */
export function refusalOf(target: AttackTarget): string | null {
  if (target.ownership === "proven") return null;
  return target.ownership === "lapsed"
    ? `The address no longer shows that it is yours. ${target.ownershipReason ?? ""}`.trim()
    : "Show first that the address is yours. The target’s page says how.";
}

/** Only what came to its end can be compared with. */
export async function baselineOf(
  db: Pick<Reads | Tx, "campaign">,
  { id: targetId, organizationId }: AttackTarget,
  profile: ProfileName,
  asked: string | null | undefined,
): Promise<string | null> {
  if (asked === null) return null;
  const where = { organizationId, targetId, report: { not: null } };
  if (asked === undefined) {
    const newest = await db.campaign.findFirst({
      where: { ...where, profile, state: "succeeded" },
      orderBy: { number: "desc" },
      select: { id: true },
    });
    return newest?.id ?? null;
  }
  const named = await db.campaign.findFirst({ where: { ...where, id: asked } });
  if (named !== null) return named.id;
  throw new AppError("not_found", "There is no such campaign of this target with a report.");
}
