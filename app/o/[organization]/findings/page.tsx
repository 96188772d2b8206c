import { FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories, openFindings } from "#app/_server/once-a-request.ts";
import { nextPage, type Query } from "#app/_server/query.ts";
import { FindingsList } from "#components/findings/findings-list.tsx";
import { GroupsList } from "#components/findings/groups-list.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { may } from "#lib/services/audit/index.ts";
import {
  countMatching,
  type FindingCounts,
  groupFindings,
  listFindings,
  listFoundRules,
  maxTriaged,
} from "#lib/services/findings/index.ts";
import { fixAllAction, triageManyAction } from "./actions.ts";
import { findingFilters } from "./filters.ts";
import { readMatch, readView, withQuery } from "./match.ts";
import { findingRow, groupRow } from "./rows.ts";
import { RuleStanding } from "./rule-standing.tsx";
import { Trend } from "./trend.tsx";

export const metadata: Metadata = { title: "Findings" };

const pageSize = 50;
const groupTitles = { rule: "By rule", repository: "By repository", severity: "By severity" };
const decisionsOf = {
  open: ["snooze", "ignore"],
  snoozed: ["ignore", "reopen"],
  ignored: ["reopen"],
  rejected: ["reopen"],
  fixed: [],
  all: ["snooze", "ignore", "reopen"],
} as const;

export default async function FindingsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  const now = new Date();
  const match = readMatch(query);
  const { sort, group, after } = readView(query);
  const [findings, groups, total, counts, repositories, rules] = await Promise.all([
    group
      ? []
      : listFindings(organization.id, { ...match, sort, limit: pageSize, ...(after && { after }) }),
    group ? groupFindings(organization.id, match, group) : [],
    countMatching(organization.id, match),
    openFindings(organization.id),
    connectedRepositories(organization.id),
    listFoundRules(organization.id),
  ]);
  const decisions = decisionsOf[match.state ?? "open"];
  const filtered = Object.keys(match).length > 1 || match.state !== "open";
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Findings" }]}>
      <PageHead title="Findings" lede={ledeOf(counts)}>
        <ButtonLink href="/docs/rules">All rules</ButtonLink>
      </PageHead>
      <FilterBar
        search={{ name: "q", label: "Search findings", value: match.search ?? "" }}
        filters={findingFilters(match, { repositories, rules, sort, group })}
      />
      <Trend organizationId={organization.id} match={match} repositories={repositories} />
      {match.ruleId && !group && (
        <RuleStanding slug={slug} organizationId={organization.id} role={role} match={match} />
      )}
      {groups.length > 0 && group && (
        <GroupsList
          title={groupTitles[group]}
          groups={groups.map((each) =>
            groupRow(each, group, {
              match,
              address: (changes) => withQuery(query, changes),
              mayFix: may(role, "fix.wish"),
            }),
          )}
          fix={fixAllAction.bind(null, slug)}
        />
      )}
      {findings.length > 0 && (
        <FindingsList
          // What was chosen of one list is not chosen of another.
          key={JSON.stringify([match, sort, after])}
          findings={findings.map((finding) => findingRow(base, finding, now.getTime()))}
          choice={
            may(role, "finding.triage") && decisions.length > 0
              ? {
                  view: {
                    total,
                    most: maxTriaged,
                    matching: JSON.stringify({ ...match, seenBy: now.toISOString() }),
                    decisions,
                  },
                  triage: triageManyAction.bind(null, slug),
                }
              : undefined
          }
        />
      )}
      {findings.length === 0 && groups.length === 0 && (
        <EmptyState
          icon={FileSearch}
          title={filtered ? "No finding is like that." : "No finding is open."}
          text={
            filtered
              ? "Take a filter away to see more."
              : repositories.length === 0
                ? "Connect a repository, and Etna looks at every file of its newest commit."
                : "Scan a repository to look at its newest commit."
          }
        >
          <ButtonLink href={filtered ? `${base}/findings` : `${base}/repositories`}>
            {filtered ? "Show all open findings" : "Repositories"}
          </ButtonLink>
        </EmptyState>
      )}
      <Pagination
        label="Pages of findings"
        summary={filtered && total > 0 ? `${total.toLocaleString("en")} match.` : undefined}
        next={nextPage(query, findings, pageSize)}
      />
    </ConsolePage>
  );
}

/** "34 are open. 3 of them are overdue." */
function ledeOf({ open, overdue }: FindingCounts): string {
  const late = Object.values(overdue).reduce((sum, each) => sum + each, 0);
  const opened = open === 1 ? "One is open." : `${open || "None"} are open.`;
  if (late === 0) return opened;
  return `${opened} ${late === 1 ? "One is" : `${late} are`} overdue.`;
}
