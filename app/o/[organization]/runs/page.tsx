import { Play } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { connectedRepositories } from "#app/_server/once-a-request.ts";
import { nextPage, type Query, queryValue } from "#app/_server/query.ts";
import { FilterBar } from "#components/lists/filter-bar.tsx";
import { RunsList } from "#components/runs/runs-list.tsx";
import { TaskForm } from "#components/runs/task-form.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { isId } from "#lib/base/index.ts";
import { may } from "#lib/services/audit/index.ts";
import { readChoice } from "#lib/services/model-keys/index.ts";
import { listRuns } from "#lib/services/runs/index.ts";
import { runRow } from "../views.ts";
import { askAction } from "./actions.ts";

export const metadata: Metadata = { title: "Runs" };

const pageSize = 50;

export default async function RunsPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  const kind = queryValue(query, "kind", z.enum(["scan", "fix"]));
  const after = queryValue(
    query,
    "after",
    z.string().refine((id) => isId("run", id)),
  );
  const [runs, repositories, chosen] = await Promise.all([
    listRuns(organization.id, {
      limit: pageSize,
      ...(kind && { kind }),
      ...(after && { after }),
    }),
    connectedRepositories(organization.id),
    readChoice(organization.id, "fix"),
  ]);
  const mayAsk = repositories.length > 0 && may(role, "run.start");
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Runs" }]}>
      <PageHead title="Runs" lede="Every scan and every fix that Etna worked on, newest first.">
        {mayAsk && <ButtonLink href="#h-task">Ask for a fix</ButtonLink>}
      </PageHead>
      <FilterBar
        filters={[
          {
            name: "kind",
            label: "Kind",
            value: kind ?? "",
            options: [
              { value: "", label: "Scans and fixes" },
              { value: "scan", label: "Scans" },
              { value: "fix", label: "Fixes" },
            ],
          },
        ]}
      />
      {runs.length > 0 ? (
        <RunsList runs={runs.map((run) => runRow(base, run))} />
      ) : (
        <EmptyState
          icon={Play}
          title="Nothing has run yet."
          text="A scan of a repository is the first run."
        >
          <ButtonLink href={`${base}/repositories`}>Repositories</ButtonLink>
        </EmptyState>
      )}
      <Pagination label="Pages of runs" next={nextPage(query, runs, pageSize)} />
      {mayAsk && (
        <TaskForm
          repositories={repositories.map(({ id, name }) => ({ id, name }))}
          model={chosen?.model ?? null}
          settingsHref={may(role, "model.choose") ? `${base}/settings/model-keys` : null}
          ask={askAction.bind(null, slug)}
        />
      )}
    </ConsolePage>
  );
}
