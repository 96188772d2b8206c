import { FileSearch } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories, openFindings } from "#app/_server/once-a-request.ts";
import { nextPage, type Query, queryValue } from "#app/_server/query.ts";
import { FindingsList } from "#components/findings/findings-list.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { isId, severities } from "#lib/base/index.ts";
import { findingStates, listFindings } from "#lib/services/findings/index.ts";

export const metadata: Metadata = { title: "Findings" };

const pageSize = 50;
const stateWords = {
  open: "Open",
  fixed: "Fixed",
  ignored: "Ignored",
  snoozed: "Snoozed",
  rejected: "Fix rejected",
} as const;

export default async function FindingsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization } = await requireMember(slug);
  const base = `/o/${slug}`;
  const state = queryValue(query, "state", z.enum([...findingStates, "all"])) ?? "open";
  const severity = queryValue(query, "severity", z.enum(severities));
  const repositoryId = queryValue(
    query,
    "repository",
    z.string().refine((id) => isId("repository", id)),
  );
  const search = queryValue(query, "q", z.string().trim().min(1).max(100));
  const after = queryValue(
    query,
    "after",
    z.string().refine((id) => isId("finding", id)),
  );
  const [findings, counts, repositories] = await Promise.all([
    listFindings(organization.id, {
      state,
      limit: pageSize,
      ...(severity && { severity }),
      ...(repositoryId && { repositoryId }),
      ...(search && { search }),
      ...(after && { after }),
    }),
    openFindings(organization.id),
    connectedRepositories(organization.id),
  ]);
  const filtered = Boolean(severity || repositoryId || search || state !== "open");
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Findings" }]}>
      <PageHead
        title="Findings"
        lede={counts.open === 1 ? "One is open." : `${counts.open || "None"} are open.`}
      />
      <FilterBar
        search={{ name: "q", label: "Search findings", value: search ?? "" }}
        filters={[
          {
            name: "state",
            label: "State",
            value: state === "open" ? "" : state,
            options: [
              { value: "", label: stateWords.open },
              ...findingStates
                .filter((value) => value !== "open")
                .map((value) => ({ value, label: stateWords[value] })),
              { value: "all", label: "Any state" },
            ],
          },
          {
            name: "severity",
            label: "Severity",
            value: severity ?? "",
            options: [
              { value: "", label: "Any severity" },
              ...severities.map((value) => ({
                value,
                label: value.charAt(0).toUpperCase() + value.slice(1),
              })),
            ],
          },
          {
            name: "repository",
            label: "Repository",
            value: repositoryId ?? "",
            options: [
              { value: "", label: "Any repository" },
              ...repositories.map(({ id, name }) => ({ value: id, label: name })),
            ],
          },
        ]}
      />
      {findings.length > 0 ? (
        <FindingsList
          findings={findings.map((finding) => ({
            id: finding.id,
            href: `${base}/findings/${finding.id}`,
            title: finding.title,
            severity: finding.severity,
            state: finding.state,
            repository: finding.repository,
            place: finding.task ? undefined : `${finding.path}:${finding.startLine}`,
            weakness: finding.cwe || undefined,
            detector: finding.task ? undefined : (finding.detector ?? undefined),
            rule: finding.ruleId,
            fixable: finding.fixable,
            hasFix: finding.fixId !== null,
            firstSeenAt: finding.firstSeenAt.toISOString(),
          }))}
        />
      ) : (
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
      <Pagination label="Pages of findings" next={nextPage(query, findings, pageSize)} />
    </ConsolePage>
  );
}
