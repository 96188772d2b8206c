import { RuleFixes } from "#components/findings/rule-fixes.tsx";
import { Live } from "#components/runs/live.tsx";
import { may, type Role } from "#lib/services/audit/index.ts";
import { describeRule, type FindingMatch } from "#lib/services/findings/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";
import { getRepository } from "#lib/services/repositories/index.ts";
import {
  type FixBudget,
  fixBudget,
  isFixedByRule,
  readRuleFixes,
} from "#lib/services/runs/index.ts";
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
  const [standing, { openFixBudget }, repository] = await Promise.all([
    readRuleFixes(organizationId, { ruleId: rule.id, ...(repositoryId && { repositoryId }) }),
    getFixPolicy(organizationId),
    repositoryId === undefined ? null : getRepository(organizationId, repositoryId),
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
        room: roomWords(fixBudget(openFixBudget, repository?.openFixBudget ?? null)),
        runsHref: `${base}/runs`,
        fixesHref: `${base}/fixes`,
      }}
      fix={may(role, "fix.wish") ? fixAllAction.bind(null, slug) : null}
      cancel={may(role, "fix.drop_wish") ? cancelWaitingAction.bind(null, slug) : null}
      live={standing.underWay + standing.waiting > 0 && <Live href={`${base}/events`} />}
    />
  );
}

function roomWords({ limit, setBy }: FixBudget): string {
  const next = "and the next begins when one is decided";
  if (setBy === "organization") return `a repository takes at most ${limit} at a time, ${next}`;
  return limit === 0
    ? "this repository’s own budget lets no fix be proposed"
    : `this repository takes ${limit} at a time by its own budget, ${next}`;
}
