import { Download, ScanSearch, Unplug } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { requireMember } from "#app/_server/current.ts";
import { FixesList } from "#components/fixes/fixes-list.tsx";
import { AlertsRow } from "#components/repositories/alerts-row.tsx";
import { Readme } from "#components/repositories/readme.tsx";
import { RemoveRepository } from "#components/repositories/remove-repository.tsx";
import { SarifDrop } from "#components/repositories/sarif-drop.tsx";
import { RunsList } from "#components/runs/runs-list.tsx";
import { TaskForm } from "#components/runs/task-form.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ButtonLink, buttonClass } from "#components/ui/button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Time } from "#components/ui/time.tsx";
import { may } from "#lib/services/audit/index.ts";
import { listFixes } from "#lib/services/fixes/index.ts";
import { readChoice } from "#lib/services/model-keys/index.ts";
import { type FixPolicy, getFixPolicy } from "#lib/services/organizations/index.ts";
import {
  getRepository,
  type RepositoryView,
  readReadme,
} from "#lib/services/repositories/index.ts";
import { fixBudget, listRuns } from "#lib/services/runs/index.ts";
import { askAction } from "../../runs/actions.ts";
import { fixRow, runRow } from "../../views.ts";
import {
  removeRepositoryAction,
  scanAction,
  takeAlertsAction,
  uploadSarifAction,
} from "../actions.ts";

interface Props {
  params: Promise<{ organization: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  return { title: (await getRepository(organization.id, id))?.name ?? "Not found" };
}

export default async function RepositoryPage({ params }: Props) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const repository = await getRepository(organization.id, id);
  if (repository === null) notFound();
  const base = `/o/${slug}`;
  const [runs, fixes, chosen, policy] = await Promise.all([
    listRuns(organization.id, { repositoryId: id, limit: 10 }),
    listFixes(organization.id, { repositoryId: id, limit: 10 }),
    readChoice(organization.id, "fix"),
    getFixPolicy(organization.id),
  ]);
  return (
    <ConsolePage
      crumbs={[{ label: "Repositories", href: `${base}/repositories` }, { label: repository.name }]}
    >
      <PageHead
        title={repository.name}
        lede={
          repository.openFindings === 1
            ? "One finding is open."
            : `${repository.openFindings || "No"} findings are open.`
        }
      >
        <ButtonLink href={`${base}/findings?repository=${id}`}>See its findings</ButtonLink>
        {repository.scannedCommit && (
          <a
            href={`${base}/repositories/${id}/findings.sarif`}
            download
            className={buttonClass({ variant: "ghost" })}
          >
            <Download aria-hidden="true" />
            SARIF
          </a>
        )}
        {may(role, "run.start") && (
          <ActionButton
            action={scanAction.bind(null, slug)}
            values={{ repositoryId: id }}
            variant="primary"
            working="Starting…"
          >
            <ScanSearch aria-hidden="true" />
            Scan now
          </ActionButton>
        )}
      </PageHead>
      <FactsList
        facts={[
          {
            label: "Where",
            value: (
              <span className="break-all font-mono text-xs">
                <Place repository={repository} />
              </span>
            ),
          },
          ...(repository.stateReason === null
            ? []
            : [{ label: "State", value: repository.stateReason }]),
          { label: "Default branch", value: repository.defaultBranch },
          {
            label: "Last scan",
            value: repository.scannedAt ? (
              <Time at={repository.scannedAt.toISOString()} />
            ) : (
              "Never"
            ),
          },
          ...(repository.scannedCommit
            ? [
                {
                  label: "At commit",
                  value: <Digest value={repository.scannedCommit} label="commit" />,
                },
              ]
            : []),
          { label: "Scans by itself", value: scansByItself(policy, repository) },
          { label: "Fixes at a time", value: fixesAtATime(policy, repository) },
          { label: "Etna writes", value: "Branches under etna/ and nothing else" },
        ]}
      />
      <section aria-labelledby="h-fixes" className="grid gap-2">
        <h2 id="h-fixes" className="font-semibold text-sm">
          Fixes
        </h2>
        {fixes.length > 0 ? (
          <FixesList
            fixes={fixes.map((fix) => ({ ...fixRow(base, fix), repository: undefined }))}
          />
        ) : (
          <EmptyState
            title="No fix has been proposed here yet."
            text="Open a finding, and ask for one."
          />
        )}
      </section>
      {may(role, "run.start") && (
        <TaskForm
          repositories={[{ id, name: repository.name }]}
          model={chosen?.model ?? null}
          settingsHref={may(role, "model.choose") ? `${base}/settings/model-keys` : null}
          ask={askAction.bind(null, slug)}
        />
      )}
      <section aria-labelledby="h-runs" className="grid gap-2">
        <h2 id="h-runs" className="font-semibold text-sm">
          Runs
        </h2>
        {runs.length > 0 ? (
          <RunsList
            runs={runs.map((run) => {
              const row = runRow(base, run);
              return { ...row, facts: row.facts.filter((fact) => fact !== repository.name) };
            })}
          />
        ) : (
          <EmptyState
            title="Nothing has run here yet."
            text="Scan it to look at its newest commit."
          />
        )}
      </section>
      {may(role, "finding.import") && (
        <section aria-labelledby="h-sarif" className="grid gap-2">
          <h2 id="h-sarif" className="font-semibold text-sm">
            Findings of other scanners
          </h2>
          {repository.forge !== "local" && (
            <AlertsRow
              repositoryId={id}
              forge={repository.forge === "github" ? "GitHub" : "GitLab"}
              alerts={{
                underWay: repository.alerts.underWay,
                readAt: repository.alerts.readAt?.toISOString() ?? null,
                note: repository.alerts.note,
              }}
              take={takeAlertsAction.bind(null, slug)}
            />
          )}
          <SarifDrop repositoryId={id} upload={uploadSarifAction.bind(null, slug)} />
        </section>
      )}
      <Suspense fallback={null}>
        <RepositoryReadme organizationId={organization.id} repositoryId={id} />
      </Suspense>
      {may(role, "repository.remove") && (
        <RemoveRepository
          repositoryId={id}
          name={repository.name}
          remove={removeRepositoryAction.bind(null, slug)}
        >
          <Unplug aria-hidden="true" />
          Disconnect…
        </RemoveRepository>
      )}
    </ConsolePage>
  );
}

async function RepositoryReadme(of: { organizationId: string; repositoryId: string }) {
  const readme = await readReadme(of.organizationId, of.repositoryId);
  return readme === null ? null : <Readme {...readme} />;
}

function Place({ repository }: { repository: RepositoryView }) {
  const { sample, host, location, name } = repository;
  if (sample) return "A copy of the sample, kept by Etna";
  if (host === null) return location;
  const address = `${host}/${name}`;
  return (
    <a href={address} className="link">
      {address}
    </a>
  );
}

function fixesAtATime(policy: FixPolicy, repository: RepositoryView): string {
  const { limit, setBy } = fixBudget(policy.openFixBudget, repository.openFixBudget);
  if (setBy === "organization") return `${limit} at most, as the organization allows`;
  return `${limit === 0 ? "None" : `${limit} at most`}, as its .etna/config.yaml asks`;
}

/** A folder reports no pushes. */
function scansByItself({ scanOnPush, scanDaily }: FixPolicy, { forge }: RepositoryView): string {
  const pushes = scanOnPush && forge !== "local";
  if (pushes && scanDaily) return "After each push to the default branch, and once a day";
  if (pushes) return "After each push to the default branch";
  return scanDaily ? "Once a day" : "No: only when somebody asks";
}
