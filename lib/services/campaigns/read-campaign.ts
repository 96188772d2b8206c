import { type Category, categories, type Report } from "#lib/engines/adversary/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";
import type { CampaignCaps } from "./caps.ts";
import { readPolicy } from "./set-policy.ts";
import { campaignColumns, viewCampaign } from "./view-campaign.ts";
import type { CampaignDetail, CategorySoFar } from "./views.ts";

const related = { select: { id: true, number: true } } as const;

export async function readCampaign(
  organizationId: string,
  campaignId: string,
): Promise<CampaignDetail | null> {
  return await readAs({ organizationId }, async (db) => {
    const row = await db.campaign.findFirst({
      where: { id: campaignId, organizationId },
      select: {
        ...campaignColumns,
        seed: true,
        suite: true,
        policy: true,
        caps: true,
        baseline: related,
        retryOf: related,
        startedById: true,
        report: true,
        reportSha256: true,
      },
    });
    if (row === null) return null;
    const { seed, suite, baseline, retryOf, startedById, reportSha256 } = row;
    return {
      ...viewCampaign(row),
      ...{ seed, suite, baseline, retryOf, startedById, reportSha256 },
      policy: readPolicy(row.policy),
      caps: row.caps as CampaignCaps,
      // What was written of a report is one.
      report: row.report === null ? null : (JSON.parse(row.report) as Report),
      soFar: row.report === null ? await soFar(db, campaignId) : [],
    };
  });
}

async function soFar(
  db: Pick<Reads, "campaignCase">,
  campaignId: string,
): Promise<readonly CategorySoFar[]> {
  const groups = await db.campaignCase.groupBy({
    by: ["category", "verdict"],
    where: { campaignId, kind: "attack", verdict: { in: ["breach", "resisted"] } },
    _count: true,
  });
  const byCategory = new Map<string, { breach: number; tried: number }>();
  for (const { category, verdict, _count } of groups) {
    const so = byCategory.get(category) ?? { breach: 0, tried: 0 };
    byCategory.set(category, {
      breach: so.breach + (verdict === "breach" ? _count : 0),
      tried: so.tried + _count,
    });
  }
  return Object.entries(categories).flatMap(([category, name]) => {
    const counts = byCategory.get(category);
    return counts === undefined ? [] : [{ category: category as Category, name, ...counts }];
  });
}

/** A text that is another one whenever the campaign has got on; null where there is no campaign. */
export async function readCampaignProgress(
  organizationId: string,
  campaignId: string,
): Promise<{ readonly text: string; readonly hasEnded: boolean } | null> {
  const row = await readAs({ organizationId }, (db) =>
    db.campaign.findFirst({
      where: { id: campaignId, organizationId },
      select: { ...campaignColumns, costMicroUsd: false, target: false },
    }),
  );
  return row && { text: JSON.stringify(row), hasEnded: row.endedAt !== null };
}

/** The report’s very bytes, of which `reportSha256` is the digest; null until it is there. */
export async function readReportBytes(
  organizationId: string,
  campaignId: string,
): Promise<string | null> {
  const row = await readAs({ organizationId }, (db) =>
    db.campaign.findFirst({
      where: { id: campaignId, organizationId },
      select: { report: true },
    }),
  );
  return row?.report ?? null;
}
