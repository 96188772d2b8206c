import type { Prisma } from "#lib/platform/db/index.ts";
import type { CampaignView } from "./views.ts";

/** All but what is long. */
export const campaignColumns = {
  id: true,
  number: true,
  targetId: true,
  target: { select: { name: true } },
  state: true,
  cause: true,
  profile: true,
  planned: true,
  breach: true,
  resisted: true,
  inconclusive: true,
  error: true,
  notTested: true,
  requests: true,
  inputTokens: true,
  outputTokens: true,
  costMicroUsd: true,
  gate: true,
  outcome: true,
  cancelRequestedAt: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
} satisfies Prisma.CampaignSelect;

export type CampaignRow = Prisma.CampaignGetPayload<{ select: typeof campaignColumns }>;

export function viewCampaign(row: CampaignRow): CampaignView {
  const { planned, breach, resisted, inconclusive, error, notTested } = row;
  return {
    id: row.id,
    number: row.number,
    targetId: row.targetId,
    target: row.target.name,
    state: row.state,
    cause: row.cause,
    profile: row.profile,
    counts: { planned, breach, resisted, inconclusive, error, not_tested: notTested },
    requests: row.requests,
    inputTokens: row.inputTokens,
    outputTokens: row.outputTokens,
    costUsd: usdOf(row.costMicroUsd),
    gate: row.gate,
    outcome: row.outcome,
    cancelRequested: row.cancelRequestedAt !== null,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
  };
}

/** US dollars of millionths of one; null where it is not known. */
export function usdOf(micro: bigint | null): number | null {
  return micro === null ? null : Number(micro) / 1e6;
}
