import { GitPullRequest } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { fixesToReview } from "#app/_server/once-a-request.ts";
import { nextPage, type Query, queryValue } from "#app/_server/query.ts";
import { FixesList } from "#components/fixes/fixes-list.tsx";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { isId } from "#lib/base/index.ts";
import { fixStates, listFixes } from "#lib/services/fixes/index.ts";
import { fixRow } from "../views.ts";

export const metadata: Metadata = { title: "Fixes" };

const pageSize = 50;
const stateWords = {
  proposed: "Needs approval",
  approved: "Approved",
  signed: "Signed",
  merged: "Merged",
  rejected: "Rejected",
  closed: "Closed",
} as const;

export default async function FixesPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization } = await requireMember(slug);
  const base = `/o/${slug}`;
  const state = queryValue(query, "state", z.enum(fixStates));
  const after = queryValue(
    query,
    "after",
    z.string().refine((id) => isId("fix", id)),
  );
  const [fixes, waiting] = await Promise.all([
    listFixes(organization.id, {
      limit: pageSize,
      ...(state && { states: [state] }),
      ...(after && { after }),
    }),
    fixesToReview(organization.id),
  ]);
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Fixes" }]}>
      <PageHead
        title="Fixes"
        lede={
          waiting === 1
            ? "One waits for an approval."
            : `${waiting || "None"} wait for an approval.`
        }
      />
      <FilterBar
        filters={[
          {
            name: "state",
            label: "State",
            value: state ?? "",
            options: [
              { value: "", label: "Any state" },
              ...fixStates.map((value) => ({ value, label: stateWords[value] })),
            ],
          },
        ]}
      />
      {fixes.length > 0 ? (
        <FixesList fixes={fixes.map((fix) => fixRow(base, fix))} />
      ) : (
        <EmptyState
          icon={GitPullRequest}
          title={state ? "No fix is in that state." : "No fix has been proposed yet."}
          text="Open a finding that a rule can fix, and ask for one."
        >
          <ButtonLink href={`${base}/findings`}>Findings</ButtonLink>
        </EmptyState>
      )}
      <Pagination label="Pages of fixes" next={nextPage(query, fixes, pageSize)} />
    </ConsolePage>
  );
}
