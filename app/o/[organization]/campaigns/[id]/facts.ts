import type { CampaignDetail } from "#lib/services/campaigns/index.ts";

/** "18 min 22 s". */
export function durationWords(startedAt: Date, endedAt: Date): string {
  const seconds = Math.max(0, Math.round((endedAt.getTime() - startedAt.getTime()) / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}

/** What stands below a campaign's name. */
export function factsOf(campaign: CampaignDetail): readonly string[] {
  const { counts, startedAt, endedAt, report, costUsd } = campaign;
  return [
    ...(report === null
      ? []
      : [`${report.target.kind}, declares ${report.target.capabilities.join(", ") || "nothing"}`]),
    ...(endedAt === null
      ? []
      : [
          `${(counts.planned - counts.not_tested).toLocaleString("en")} attempts, ${counts.error} errors`,
        ]),
    ...(startedAt !== null && endedAt !== null ? [durationWords(startedAt, endedAt)] : []),
    ...(costUsd === null ? [] : [`USD ${costUsd.toFixed(2)}`]),
  ];
}
