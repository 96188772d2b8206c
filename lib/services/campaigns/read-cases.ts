import {
  builtInSuite,
  type Category,
  type ShownEvidence,
  type Suite,
  type Transcript,
} from "#lib/engines/adversary/index.ts";
import { type CampaignCase, readAs } from "#lib/platform/db/index.ts";
import type { CaseDetail, CaseFilter, CasePage, CaseView } from "./case-views.ts";
import { usdOf } from "./view-campaign.ts";

/** In the order of the plan. One that has not begun is not there. */
export async function listCases(
  organizationId: string,
  campaignId: string,
  filter: CaseFilter,
): Promise<CasePage> {
  const { verdict, category, kind, variant, needsReview, after, limit } = filter;
  const suite = await builtInSuite();
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.campaignCase.findMany({
      where: {
        organizationId,
        campaignId,
        ...(verdict !== undefined && { verdict }),
        ...(category !== undefined && { category }),
        ...(kind !== undefined && { kind }),
        ...(variant !== undefined && { variant }),
        ...(needsReview && { needsReview: { not: null } }),
        ...(after !== undefined && { position: { gt: after } }),
      },
      omit: { transcript: true },
      orderBy: { position: "asc" },
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const kept = await db.campaignCase.findMany({
      where: {
        campaignId,
        caseId: { in: shown.map(({ caseId }) => caseId) },
        transcript: { not: null },
      },
      select: { caseId: true },
    });
    const keptIds = new Set(kept.map(({ caseId }) => caseId));
    return {
      cases: shown.map((row) => viewCase(row, suite, keptIds.has(row.caseId))),
      next: rows.length > limit ? (shown.at(-1)?.position ?? null) : null,
    };
  });
}

export async function readCase(
  organizationId: string,
  campaignId: string,
  caseId: string,
): Promise<CaseDetail | null> {
  const row = await readAs({ organizationId }, (db) =>
    db.campaignCase.findFirst({ where: { organizationId, campaignId, caseId } }),
  );
  if (row === null) return null;
  const suite = await builtInSuite();
  const seed = suite.seeds.get(row.seedId);
  return {
    ...viewCase(row, suite, row.transcript !== null),
    // What was written of a transcript is one.
    transcript: row.transcript === null ? null : (JSON.parse(row.transcript) as Transcript),
    transcriptCut: row.transcriptCut,
    about: seed?.about ?? null,
    remediation: seed?.remediation ?? null,
    also: seed?.also ?? [],
  };
}

function viewCase(
  row: Omit<CampaignCase, "transcript">,
  suite: Suite,
  hasTranscript: boolean,
): CaseView {
  const { organizationId, campaignId, evidence, costMicroUsd, transcriptCut, ...rest } = row;
  return {
    ...rest,
    title: suite.seeds.get(row.seedId)?.title ?? null,
    // The plan’s own.
    category: row.category as Category,
    evidence: evidence === null ? [] : (JSON.parse(evidence) as readonly ShownEvidence[]),
    costUsd: usdOf(costMicroUsd),
    hasTranscript,
  };
}
