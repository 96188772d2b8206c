import { capabilitiesOf } from "#lib/engines/adversary/index.ts";
import type { Prisma } from "#lib/platform/db/index.ts";
import { viewOwnership } from "./ownership.ts";
import { storedSpec } from "./target-spec.ts";
import { campaignColumns, viewCampaign } from "./view-campaign.ts";
import type { TargetView } from "./views.ts";

export const targetWith = {
  repository: { select: { id: true, name: true, removedAt: true } },
  campaigns: { orderBy: { number: "desc" }, take: 1, select: campaignColumns },
} satisfies Prisma.AttackTargetInclude;

export type TargetRow = Prisma.AttackTargetGetPayload<{ include: typeof targetWith }>;

export function viewTarget(row: TargetRow): TargetView {
  const { repository, campaigns } = row;
  const [last] = campaigns;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    origin: row.origin,
    capabilities: [...capabilitiesOf(storedSpec(row.spec))],
    ownership: viewOwnership(row),
    repository:
      repository === null || repository.removedAt !== null
        ? null
        : { id: repository.id, name: repository.name },
    schedule: row.schedule,
    profile: row.profile,
    triedAt: row.triedAt,
    createdAt: row.createdAt,
    archivedAt: row.archivedAt,
    lastCampaign: last === undefined ? null : viewCampaign(last),
  };
}
