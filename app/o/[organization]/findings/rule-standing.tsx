import { RuleFixes } from "#components/findings/rule-fixes.tsx";
import { Live } from "#components/runs/live.tsx";
import { may, type Role } from "#lib/services/audit/index.ts";
import { describeRule, type FindingMatch } from "#lib/services/findings/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";
import { isFixedByRule, readRuleFixes } from "#lib/services/runs/index.ts";
import { cancelWaitingAction, fixAllAction } from "./actions.ts";

/** How the fixes of the one rule stand that the list is about; nothing for a rule that repairs nothing. */
export async function RuleStanding({
  slug,
  organizationId,
  role,
  match: { ruleId, repositoryId },
}: {
  slug: string;
  organizationId: string;
  role: Role;
  match: FindingMatch;
}) {
  const rule = ruleId === undefined ? null : describeRule(ruleId);
  if (rule === null || !isFixedByRule(rule.id)) return null;
  const [standing, { openFixBudget: budget }] = await Promise.all([
    readRuleFixes(organizationId, { ruleId: rule.id, ...(repositoryId && { repositoryId }) }),
    getFixPolicy(organizationId),
  ]);
  const base = `/o/${slug}`;
  return (
    <RuleFixes
      view={{
        ruleId: rule.id,
        ruleHref: `/docs/rules/${rule.id}`,
        title: rule.title,
        repositoryId: repositoryId ?? null,
        ...standing,
        budget,
        runsHref: `${base}/runs`,
        fixesHref: `${base}/fixes`,
      }}
      fix={may(role, "fix.wish") ? fixAllAction.bind(null, slug) : null}
      cancel={may(role, "fix.drop_wish") ? cancelWaitingAction.bind(null, slug) : null}
      live={standing.underWay + standing.waiting > 0 && <Live href={`${base}/events`} />}
    />
  );
}
