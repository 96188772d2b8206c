import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { ValidationCard } from "#components/fixes/validation-card.tsx";
import { lastChecks } from "#components/runs/agent-steps.ts";
import { CancelRun } from "#components/runs/cancel-run.tsx";
import { Live } from "#components/runs/live.tsx";
import { RetryForm } from "#components/runs/retry-form.tsx";
import { RunStatus } from "#components/runs/run-status.tsx";
import { RunSteps } from "#components/runs/run-steps.tsx";
import { RunTroubles } from "#components/runs/run-troubles.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { FactsList, Panel, PanelHeader } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { readAttempts } from "#lib/services/attempts/index.ts";
import { may } from "#lib/services/audit/index.ts";
import { maxTroubles } from "#lib/services/findings/index.ts";
import { hasModelFor } from "#lib/services/model-keys/index.ts";
import { getRun, type RunDetail, readRelatedRuns } from "#lib/services/runs/index.ts";
import { fixAction } from "../../findings/actions.ts";
import { scanAction } from "../../repositories/actions.ts";
import { stepName, stepState } from "../../views.ts";
import { cancelAction, retryAction } from "../actions.ts";
import { factsOf } from "./facts.tsx";
import { ModelWork } from "./model-work.tsx";
import { OtherTries } from "./other-tries.tsx";

interface Props {
  params: Promise<{ organization: string; id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id } = await params;
  const { organization } = await requireMember(slug);
  const run = await getRun(organization.id, id);
  return { title: run ? `Run ${run.number}` : "Not found" };
}

export default async function RunPage({ params }: Props) {
  const { organization: slug, id } = await params;
  const { organization, role } = await requireMember(slug);
  const run = await getRun(organization.id, id);
  if (run === null) notFound();
  const base = `/o/${slug}`;
  const underWay = run.endedAt === null;
  const isModel = run.fixer === "model";
  const attempts = isModel ? await readAttempts(organization.id, id) : [];
  const related = await readRelatedRuns(organization.id, run);
  const soFar = run.checks.length > 0 ? [] : lastChecks(attempts.flatMap(({ events }) => events));
  const mayRetry =
    related.mayAskAgain &&
    (isModel || run.state === "failed") &&
    may(role, "run.start") &&
    (await hasModelFor(organization.id, "fix"));
  return (
    <ConsolePage
      crumbs={[{ label: "Runs", href: `${base}/runs` }, { label: `Run ${run.number}` }]}
      bar={underWay && <Live href={`${base}/runs/${id}/events`} />}
    >
      <PageHead
        title={run.kind === "fix" ? `Fix: ${run.title}` : run.title}
        lede={
          <span className="meta text-sm">
            <RunStatus state={run.state} />
            <Link href={`${base}/repositories/${run.repositoryId}`} className="link">
              {run.repository}
            </Link>
            <span>
              Asked for <Time at={run.createdAt.toISOString()} />
            </span>
          </span>
        }
      >
        {underWay && !run.cancelRequested && may(role, "run.cancel") && (
          <CancelRun
            runId={id}
            title={run.title}
            cancel={cancelAction.bind(null, slug)}
            look="button"
          />
        )}
        <WhatNext base={base} slug={slug} run={run} mayStart={may(role, "run.start")} />
      </PageHead>
      {underWay && run.cancelRequested && (
        <p role="status" className="text-fg-muted">
          A person asked for it to stop. It does so before its next step.
        </p>
      )}
      {run.outcome && !run.steps.some((step) => step.detail === run.outcome) && (
        <p role="status" className="text-base">
          <VisibleText text={run.outcome} />
        </p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)_340px] items-start gap-6 max-rail:grid-cols-1">
        <div className="grid min-w-0 gap-6">
          <RunSteps
            steps={run.steps.map((step) => ({
              name: stepName(step),
              state: stepState(step),
              detail: step.detail ?? undefined,
              startedAt: step.startedAt?.toISOString(),
              endedAt: step.endedAt?.toISOString(),
            }))}
          />
          <RunTroubles troubles={run.troubles} most={maxTroubles} />
          {run.checks.length > 0 && <ValidationCard checks={run.checks} />}
          {soFar.length > 0 && (
            <ValidationCard
              checks={soFar}
              title={underWay ? "Checks so far" : "Checks of the last try"}
            />
          )}
        </div>
        <div className="grid min-w-0 gap-6">
          <Panel aria-labelledby="h-facts">
            <PanelHeader id="h-facts" title="Facts" />
            <FactsList look="side" className="px-4 py-2.5" facts={factsOf(base, run)} />
          </Panel>
          <OtherTries base={base} run={run} others={related.others} />
        </div>
      </div>
      {isModel && (
        <ModelWork base={base} organizationId={organization.id} run={run} attempts={attempts} />
      )}
      {mayRetry && <RetryForm runId={id} wasModel={isModel} retry={retryAction.bind(null, slug)} />}
    </ConsolePage>
  );
}

function WhatNext({
  base,
  slug,
  run,
  mayStart,
}: {
  base: string;
  slug: string;
  run: RunDetail;
  mayStart: boolean;
}) {
  if (run.fixId) {
    return (
      <ButtonLink href={`${base}/fixes/${run.fixId}`} variant="primary">
        Review the fix
      </ButtonLink>
    );
  }
  if (run.endedAt === null) return null;
  if (run.kind === "scan" && run.state === "succeeded") {
    return (
      <ButtonLink href={`${base}/findings?repository=${run.repositoryId}`} variant="primary">
        See the findings
      </ButtonLink>
    );
  }
  if (!mayStart) return null;
  return (
    <ActionButton
      action={run.kind === "scan" ? scanAction.bind(null, slug) : fixAction.bind(null, slug)}
      values={
        run.kind === "scan"
          ? { repositoryId: run.repositoryId }
          : { findingId: run.findingId ?? "" }
      }
      working="Starting…"
    >
      Run again
    </ActionButton>
  );
}
