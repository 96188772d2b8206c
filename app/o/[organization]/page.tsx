import { ScanSearch } from "lucide-react";
import type { Metadata } from "next";
import { requireMember } from "#app/_server/current.ts";
import {
  connectedRepositories,
  fixesToReview,
  gatesToSee,
  openFindings,
} from "#app/_server/once-a-request.ts";
import { FirstSteps } from "#components/account/welcome.tsx";
import { InProgress } from "#components/overview/in-progress.tsx";
import { NeedsPerson } from "#components/overview/needs-person.tsx";
import { OpenFindings } from "#components/overview/open-findings.tsx";
import { SignedRecently } from "#components/overview/signed-recently.tsx";
import { Live } from "#components/runs/live.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { severities } from "#lib/base/index.ts";
import { may } from "#lib/services/audit/index.ts";
import { hasSampleForge } from "#lib/services/connections/index.ts";
import { findingsByWeek, timeToFix } from "#lib/services/findings/index.ts";
import { listFixes } from "#lib/services/fixes/index.ts";
import { allowedPaths } from "#lib/services/repositories/index.ts";
import { listRuns } from "#lib/services/runs/index.ts";
import { connectAction, trySampleAction, trySampleForgeAction } from "./repositories/actions.ts";
import { cancelAction } from "./runs/actions.ts";
import {
  gateRow,
  needRow,
  overviewSentence,
  paceDays,
  paceText,
  runningRow,
  signedRow,
  weekLabel,
} from "./views.ts";

export const metadata: Metadata = { title: "Overview" };

const shownGates = 4;

export default async function OverviewPage({
  params,
}: {
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const { organization, role } = await requireMember(slug);
  const base = `/o/${slug}`;
  const crumbs = [{ label: organization.name, href: base }, { label: "Overview" }];
  const repositories = await connectedRepositories(organization.id);
  if (repositories.length === 0) {
    return (
      <ConsolePage crumbs={crumbs}>
        <PageHead
          title="Overview"
          lede="No repository is connected yet. Begin with one of these."
        />
        {may(role, "repository.connect") ? (
          <FirstSteps
            trySample={trySampleAction.bind(null, slug)}
            trySampleForge={hasSampleForge() ? trySampleForgeAction.bind(null, slug) : null}
            connect={connectAction.bind(null, slug)}
            allowedPaths={await allowedPaths(organization.id)}
            connections={`/o/${slug}/settings/connections`}
          />
        ) : (
          <p className="text-fg-muted">An admin of {organization.name} can connect one.</p>
        )}
      </ConsolePage>
    );
  }
  const [waiting, toReview, runs, signed, findings, weeks, took, gates] = await Promise.all([
    listFixes(organization.id, { states: ["proposed"], toReview: true, limit: 8 }),
    fixesToReview(organization.id),
    listRuns(organization.id, { underWay: true, limit: 8 }),
    listFixes(organization.id, { states: ["signed", "merged"], signed: true, limit: 5 }),
    openFindings(organization.id),
    findingsByWeek(organization.id, 14),
    timeToFix(organization.id, paceDays),
    gatesToSee(organization.id),
  ]);
  const needs = [
    ...waiting.map((fix) => needRow(base, fix)),
    ...gates.slice(0, shownGates).map((gate) => gateRow(base, gate)),
  ];
  return (
    <ConsolePage crumbs={crumbs} bar={runs.length > 0 && <Live href={`${base}/events`} />}>
      <PageHead
        title="Overview"
        lede={overviewSentence({
          people: toReview + gates.length,
          runs: runs.length,
          findings: findings.open,
        })}
      >
        <ButtonLink href={`${base}/repositories`}>
          <ScanSearch aria-hidden="true" />
          Scan a repository
        </ButtonLink>
      </PageHead>
      {needs.length > 0 && <NeedsPerson rows={needs} />}
      {runs.length > 0 && (
        <InProgress
          runs={runs.map((run) => runningRow(base, run))}
          allHref={`${base}/runs`}
          cancel={may(role, "run.cancel") ? cancelAction.bind(null, slug) : undefined}
        />
      )}
      <div className="grid grid-cols-2 items-start gap-6 max-rail:grid-cols-1">
        <SignedRecently
          fixes={signed.map((fix) => signedRow(base, fix))}
          allHref={`${base}/fixes?state=signed`}
        />
        <OpenFindings
          severities={severities.map((severity) => ({
            severity,
            open: findings.bySeverity[severity],
            href: `${base}/findings?severity=${severity}`,
            overdue: findings.overdue[severity],
            overdueHref: `${base}/findings?severity=${severity}&due=over`,
          }))}
          weeks={weeks.map(({ weekEnd, open, fixed }) => ({
            label: weekLabel(weekEnd),
            open,
            fixed,
          }))}
          pace={paceText(took)}
        />
      </div>
    </ConsolePage>
  );
}
