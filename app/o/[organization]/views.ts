import { span } from "#components/findings/due-text.ts";
import type { FixRow } from "#components/fixes/fixes-list.tsx";
import { validationSummary } from "#components/fixes/validation-summary.ts";
import type { NeedRow } from "#components/overview/needs-person.tsx";
import type { SignedRow } from "#components/overview/signed-recently.tsx";
import { makerWords } from "#components/runs/maker.ts";
import type { RunningRow } from "#components/runs/run-row.tsx";
import type { RunRow } from "#components/runs/runs-list.tsx";
import type { StepState } from "#components/runs/step-bars.tsx";
import type { FailedGate } from "#lib/services/campaigns/index.ts";
import type { TimeToFix } from "#lib/services/findings/index.ts";
import type { FixView } from "#lib/services/fixes/index.ts";
import type { RunStepView, RunView } from "#lib/services/runs/index.ts";

export function needRow(base: string, fix: FixView): NeedRow {
  return {
    id: fix.id,
    href: `${base}/fixes/${fix.id}`,
    title: `${fix.voided ? "Approve again" : "Approve"}: ${lowerFirst(fix.title)}`,
    verb: "Review",
    severity: fix.severity,
    facts: [
      fix.repository,
      fix.cwe,
      fix.voided ? "An approval was voided" : validationSummary(fix.checks),
      ...(fix.ciState === "failed" ? ["Your CI failed"] : []),
      ...(fix.conflicted ? ["It conflicts with its target"] : []),
    ],
    at: fix.proposedAt.toISOString(),
  };
}

/** A campaign whose gate failed, until a later one of the same target passes. */
export function gateRow(base: string, { campaign, demands }: FailedGate): NeedRow {
  return {
    id: campaign.id,
    href: `${base}/campaigns/${campaign.id}`,
    title: `The gate failed: ${campaign.target}, campaign ${campaign.number}`,
    verb: "See why",
    facts: [campaign.profile, ...demands.map((demand) => `Not met: ${lowerFirst(demand)}`)],
    at: (campaign.endedAt ?? campaign.createdAt).toISOString(),
  };
}

export function signedRow(base: string, fix: FixView): SignedRow {
  return {
    id: fix.id,
    href: `${base}/fixes/${fix.id}`,
    title: fix.title,
    repository: fix.repository,
    approvedBy: fix.approvedBy ?? "a former member",
    patch: fix.patchSha256,
    signedAt: (fix.signedAt ?? fix.proposedAt).toISOString(),
  };
}

export function fixRow(base: string, fix: FixView): FixRow {
  return {
    id: fix.id,
    href: `${base}/fixes/${fix.id}`,
    title: fix.title,
    repository: fix.repository,
    review: fix.reviewNumber === null ? fix.branch : `${fix.branch}, #${fix.reviewNumber}`,
    severity: fix.severity,
    state: fix.state,
    voided: fix.voided,
    waitsForCi: fix.ciState === "waiting",
    validation: validationSummary(fix.checks),
    at: fix.proposedAt.toISOString(),
  };
}

export function runRow(base: string, run: RunView): RunRow {
  const startedAt = startOf(run);
  return {
    id: run.id,
    href: `${base}/runs/${run.id}`,
    title: run.title,
    facts: runFacts(run),
    state: run.state,
    outcome: run.outcome ?? undefined,
    queuedAt: run.createdAt.toISOString(),
    ...(startedAt && { startedAt }),
    ...(run.endedAt && { endedAt: run.endedAt.toISOString() }),
  };
}

export function runningRow(base: string, run: RunView): RunningRow {
  const now = run.steps.find((step) => step.state === "running");
  return {
    id: run.id,
    href: `${base}/runs/${run.id}`,
    title: run.title,
    facts: runFacts(run),
    steps: run.steps.map((step) => ({ name: stepName(step), state: stepState(step) })),
    now: now
      ? { name: stepName(now), detail: now.detail ?? undefined }
      : { name: run.state === "queued" ? "Waiting for a worker" : "Between steps" },
    startedAt: startOf(run) ?? run.createdAt.toISOString(),
  };
}

function runFacts(run: RunView): readonly string[] {
  return [
    run.repository,
    `Run ${run.number}`,
    ...(run.task ? ["Asked for by a person"] : []),
    ...(run.kind === "fix" ? [makerWords(run)] : []),
  ];
}

function startOf(run: RunView): string | undefined {
  return run.steps[0]?.startedAt?.toISOString();
}

export function stepName(step: RunStepView): string {
  return step.name.charAt(0).toUpperCase() + step.name.slice(1);
}

const stepStates = { waiting: "next", running: "now", done: "done", failed: "failed" } as const;

export function stepState(step: RunStepView): StepState {
  return stepStates[step.state];
}

const small = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** "Two things need a person. One run is in progress. 34 findings are open." */
export function overviewSentence(count: {
  readonly people: number;
  readonly runs: number;
  readonly findings: number;
}): string {
  const word = (value: number) => small[value] ?? String(value);
  const people =
    count.people === 0
      ? "Nothing needs a person."
      : count.people === 1
        ? "One thing needs a person."
        : `${word(count.people)} things need a person.`;
  const runs =
    count.runs === 0
      ? ""
      : count.runs === 1
        ? " One run is in progress."
        : ` ${word(count.runs)} runs are in progress.`;
  const findings =
    count.findings === 1
      ? " One finding is open."
      : ` ${count.findings || "No"} findings are open.`;
  return people + runs + findings;
}

const dayMonth = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

export function weekLabel(weekEnd: Date): string {
  return dayMonth.format(weekEnd);
}

/** How far back `paceText` looks. */
export const paceDays = 90;

/** "34 were fixed in the last 90 days, half of them within 12 days." */
export function paceText({ fixed, medianMs }: TimeToFix): string | undefined {
  if (medianMs === null) return undefined;
  if (fixed === 1) return `One was fixed in the last ${paceDays} days. It took ${span(medianMs)}.`;
  return `${fixed} were fixed in the last ${paceDays} days, half of them within ${span(medianMs)} of being seen.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
