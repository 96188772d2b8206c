import { FindingsTrend } from "#components/findings/findings-trend.tsx";
import { severityWord } from "#components/ui/severity-word.ts";
import { type FindingMatch, findingsByWeek } from "#lib/services/findings/index.ts";
import { weekLabel } from "../views.ts";

const weeksShown = 12;

/** The last twelve weeks of what the filters name of place, rule and severity; nothing before the second week. */
export async function Trend({
  organizationId,
  match: { repositoryId, ruleId, ruleFamily, severity },
  repositories,
}: {
  organizationId: string;
  match: FindingMatch;
  repositories: readonly { readonly id: string; readonly name: string }[];
}) {
  const weeks = await findingsByWeek(organizationId, weeksShown, {
    ...(repositoryId && { repositoryId }),
    ...(ruleId && { ruleId }),
    ...(ruleFamily && { ruleFamily }),
    ...(severity && { severity }),
  });
  if (weeks.length < 2) return null;
  const of = [
    repositories.find(({ id }) => id === repositoryId)?.name,
    ruleId ?? (ruleFamily && `${ruleFamily}/`),
    severity && severityWord[severity].toLowerCase(),
  ].filter((word) => word !== undefined);
  return (
    <FindingsTrend
      of={of.length === 0 ? "all findings" : of.join(", ")}
      weeks={weeks.map(({ weekEnd, open, fixed }) => ({ label: weekLabel(weekEnd), open, fixed }))}
    />
  );
}
