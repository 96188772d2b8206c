import { blankSecrets } from "#lib/base/index.ts";
import type {
  CaseResult,
  CaseSummary,
  Journal,
  Plan,
  ShownEvidence,
  Suite,
} from "#lib/engines/adversary/index.ts";
import { type CampaignCase, type Prisma, readAs, type Tx } from "#lib/platform/db/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { microUsd } from "#lib/services/model-keys/index.ts";
import { isCut, keptTranscript } from "./kept-transcript.ts";
import type { SecretValues } from "./secrets.ts";

export interface CampaignContext {
  readonly organizationId: string;
  readonly campaignId: string;
}

const maxEvidence = 50;

/**
 * What a campaign has done, in the database: a row before a case’s first request, its result in it once that
 * is known. A worker that begins anew finds what ended; what was torn is begun again.
 */
export async function campaignJournal(
  context: CampaignContext,
  plan: Plan,
  suite: Suite,
  secrets: SecretValues,
): Promise<Journal> {
  const { organizationId, campaignId } = context;
  const positions = new Map(plan.cases.map(({ id }, position) => [id, position]));
  const places = new Map(plan.cases.map((planned) => [planned.id, planned]));
  return {
    finished: () => readFinished(context),
    async begin(caseId) {
      const planned = places.get(caseId);
      const seed = planned && suite.seeds.get(planned.seedId);
      if (planned === undefined || seed === undefined) throw new Error(`No case ${caseId}.`);
      const { seedId, kind, variant, repetition } = planned;
      const { category, severity } = seed;
      await write(context, async (tx) => {
        await tx.campaignCase.createMany({
          data: {
            ...{ campaignId, caseId, organizationId, seedId, kind, variant, repetition },
            ...{ category, severity },
            position: positions.get(caseId) ?? 0,
          },
          skipDuplicates: true,
        });
      });
    },
    finish: (result) => write(context, (tx) => keep(tx, context, result, secrets)),
  };
}

export async function readFinished({
  organizationId,
  campaignId,
}: CampaignContext): Promise<ReadonlyMap<string, CaseSummary>> {
  const rows = await readAs({ organizationId }, (db) =>
    db.campaignCase.findMany({
      where: { campaignId, endedAt: { not: null } },
      omit: { transcript: true },
      orderBy: { position: "asc" },
    }),
  );
  return new Map(rows.map((row) => [row.caseId, summaryOf(row)]));
}

/**
 * What a run knows in its end beyond what each case wrote: cases that nothing was sent for have a row, too, so
 * that a list of them is whole; and a breach that an earlier worker found may be confirmed by now.
 */
export async function keepOutcome(
  context: CampaignContext,
  plan: Plan,
  results: readonly CaseSummary[],
): Promise<void> {
  const { organizationId, campaignId } = context;
  const positions = new Map(plan.cases.map(({ id }, position) => [id, position]));
  const left = results.filter(
    ({ verdict, requests }) => verdict === "not_tested" && requests === 0,
  );
  const endedAt = new Date();
  await write(context, async (tx) => {
    const { count } = await tx.campaignCase.createMany({
      data: left.map(({ id: caseId, seedId, kind, variant, repetition, ...result }) => ({
        ...{ campaignId, caseId, organizationId, seedId, kind, variant, repetition, endedAt },
        position: positions.get(caseId) ?? 0,
        category: result.category,
        severity: result.severity,
        verdict: "not_tested" as const,
        reason: plain(result.reason),
        evidence: "[]",
      })),
      skipDuplicates: true,
    });
    // One that was begun, and torn by the end of the campaign.
    const torn = await tx.campaignCase.updateMany({
      where: { campaignId, endedAt: null, caseId: { in: left.map(({ id }) => id) } },
      data: { verdict: "not_tested", reason: "The campaign was stopped.", evidence: "[]", endedAt },
    });
    await tx.campaign.updateMany({
      where: { id: campaignId },
      data: { notTested: { increment: count + torn.count } },
    });
    for (const { id: caseId, confirmed } of results) {
      if (confirmed === null) continue;
      await tx.campaignCase.updateMany({
        where: { campaignId, caseId, confirmed: null },
        data: { confirmed },
      });
    }
  });
}

async function keep(
  tx: Tx,
  { campaignId }: CampaignContext,
  result: CaseResult,
  secrets: SecretValues,
): Promise<void> {
  // The campaign's row first: its counts are of all cases, which end side by side.
  await tx.campaign.updateMany({ where: { id: campaignId }, data: { id: campaignId } });
  const campaign = await tx.campaign.findUniqueOrThrow({
    where: { id: campaignId },
    select: { transcriptBytes: true, costMicroUsd: true },
  });
  const where = { campaignId_caseId: { campaignId, caseId: result.id } };
  const before = await tx.campaignCase.findUniqueOrThrow({ where });
  const kept = keptTranscript(result, campaign.transcriptBytes);
  const cost = microUsd(result.costUsd);
  await tx.campaignCase.update({
    where,
    data: {
      verdict: result.verdict,
      reason: plain(result.reason),
      evidence: blankSecrets(JSON.stringify(result.evidence.slice(0, maxEvidence)), secrets),
      confirmed: result.confirmed,
      needsReview: result.needsReview === null ? null : plain(result.needsReview),
      requests: result.requests,
      inputTokens: result.inputTokens,
      outputTokens: result.outputTokens,
      costMicroUsd: cost,
      wallClockMs: Math.round(result.wallClockMs),
      transcript: kept === null ? null : blankSecrets(kept, secrets),
      transcriptCut: kept !== null && isCut(kept),
      endedAt: new Date(),
    },
  });
  const more: Prisma.CampaignUpdateManyMutationInput = {
    ...countsAfter(before, result),
    requests: { increment: result.requests - before.requests },
    inputTokens: { increment: result.inputTokens - before.inputTokens },
    outputTokens: { increment: result.outputTokens - before.outputTokens },
    transcriptBytes: {
      increment: (kept?.length ?? 0) - (before.transcript?.length ?? 0),
    },
    ...(cost !== null && {
      costMicroUsd: (campaign.costMicroUsd ?? 0n) + cost - (before.costMicroUsd ?? 0n),
    }),
  };
  await tx.campaign.updateMany({ where: { id: campaignId }, data: more });
}

const countOf = {
  breach: "breach",
  resisted: "resisted",
  inconclusive: "inconclusive",
  error: "error",
  not_tested: "notTested",
} as const;

/** A critical breach is finished twice, and counts once. */
function countsAfter(before: CampaignCase, { verdict }: CaseResult) {
  if (before.verdict === verdict) return {};
  return {
    [countOf[verdict]]: { increment: 1 },
    ...(before.verdict !== null && { [countOf[before.verdict]]: { decrement: 1 } }),
  };
}

function summaryOf(row: Omit<CampaignCase, "transcript">): CaseSummary {
  const { caseId, seedId, kind, variant, repetition, severity, confirmed, needsReview } = row;
  const { requests, inputTokens, outputTokens, costMicroUsd, wallClockMs } = row;
  return {
    ...{ id: caseId, seedId, kind, variant, repetition, severity, confirmed, needsReview },
    ...{ requests, inputTokens, outputTokens, wallClockMs },
    // The plan's own.
    category: row.category as CaseSummary["category"],
    verdict: row.verdict ?? "not_tested",
    reason: row.reason ?? "",
    evidence: JSON.parse(row.evidence ?? "[]") as readonly ShownEvidence[],
    costUsd: costMicroUsd === null ? null : Number(costMicroUsd) / 1e6,
  };
}

/** In the worker’s own name; it is progress, and no event. */
export async function write(
  { organizationId, campaignId }: CampaignContext,
  change: (tx: Tx) => Promise<void>,
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  const target = { type: "campaign", id: campaignId };
  await mutate(actor, "campaign.advance", target, async (tx, trail) => {
    trail.underWay();
    await change(tx);
  });
}

/** As PostgreSQL takes it: an agent’s words may hold what no text of it can. */
export function plain(text: string): string {
  return text.toWellFormed().replaceAll("\0", "�").slice(0, 4_000);
}
