import { AppError } from "#lib/base/index.ts";
import { type Prisma, readAs } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import type { CampaignContext } from "./journal.ts";
import { describeSpec, storedSpec } from "./target-spec.ts";

export async function loadCampaign({ organizationId, campaignId }: CampaignContext) {
  const found = await readAs({ organizationId }, (db) =>
    db.campaign.findUnique({
      where: { id: campaignId },
      include: { target: true, baseline: { select: { report: true } } },
      omit: { report: true },
    }),
  );
  if (found === null) throw new AppError("not_found", "The campaign is gone.");
  const { target, ...row } = found;
  return { row, target, origin: describeSpec(storedSpec(row.spec)).origin };
}

/** Shows how far a campaign is; what comes of it is the event. */
export async function advance(
  { organizationId, campaignId }: CampaignContext,
  data: Prisma.CampaignUpdateManyMutationInput,
  only: Prisma.CampaignWhereInput = {},
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "campaign", id: campaignId };
  await mutate(actor, "campaign.advance", target, async (tx, trail) => {
    trail.underWay();
    await tx.campaign.updateMany({ where: { ...only, id: campaignId, endedAt: null }, data });
  });
}

export interface CampaignEnd {
  readonly state: "succeeded" | "failed" | "canceled";
  readonly outcome: string;
  readonly report?: string;
  readonly reportSha256?: string;
  readonly gate?: "passed" | "failed" | "unjudged" | "too_little";
}

/** Ends the campaign. Ending it twice changes nothing. */
export async function endCampaign(
  { organizationId, campaignId }: CampaignContext,
  end: CampaignEnd,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "campaign", id: campaignId };
  await mutate(actor, "campaign.advance", target, async (tx, trail) => {
    const row = await tx.campaign.findUnique({
      where: { id: campaignId },
      select: { cancelRequestedAt: true },
    });
    const isCanceled = end.state === "failed" && row?.cancelRequestedAt != null;
    const state = isCanceled ? "canceled" : end.state;
    const { count } = await tx.campaign.updateMany({
      where: { id: campaignId, endedAt: null },
      data: { ...end, state, endedAt: new Date() },
    });
    if (count === 0) return trail.unchanged();
    await tx.attemptWorld.deleteMany({ where: { campaignId } });
    const { report, ...facts } = end;
    trail.note({ ...facts, state });
  });
}

export async function isCancelRequested({
  organizationId,
  campaignId,
}: CampaignContext): Promise<boolean> {
  const row = await readAs({ organizationId }, (db) =>
    db.campaign.findUnique({
      where: { id: campaignId },
      select: { cancelRequestedAt: true },
    }),
  );
  return row?.cancelRequestedAt != null;
}
