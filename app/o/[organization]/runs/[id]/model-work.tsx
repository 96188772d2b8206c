import { AgentWork } from "#components/runs/agent-work.tsx";
import { LeftForModels } from "#components/runs/left-models.tsx";
import { RunDiff } from "#components/runs/run-diff.tsx";
import { WhatWasTried } from "#components/runs/what-was-tried.tsx";
import { type AttemptView, readLedger } from "#lib/services/attempts/index.ts";
import { getFix, readChanges } from "#lib/services/fixes/index.ts";
import { type RunDetail, readProposedPatch } from "#lib/services/runs/index.ts";

/** What a model did at the run, what left the repository for it, and the change as it stands. */
export async function ModelWork({
  base,
  organizationId,
  run,
  attempts,
}: {
  base: string;
  organizationId: string;
  run: RunDetail;
  attempts: readonly AttemptView[];
}) {
  const isOver = run.endedAt !== null;
  return (
    <>
      {isOver && run.fixId === null && attempts.length > 0 && (
        <WhatWasTried attempts={attempts} why={run.outcome ?? "It ended without a word."} />
      )}
      {attempts.map((attempt) => (
        <AgentWork key={attempt.number} attempt={attempt} />
      ))}
      <Change organizationId={organizationId} run={run} attempts={attempts} />
      {attempts.length > 0 && (
        <LeftForModels
          attempts={attempts}
          ledger={await ledgerLink({ base, organizationId, run, fixId: run.fixId })}
        />
      )}
    </>
  );
}

export async function ledgerLink({
  base,
  organizationId,
  run,
  fixId,
}: {
  base: string;
  organizationId: string;
  run: { readonly id: string; readonly number: number };
  fixId: string | null;
}) {
  const ledger = await readLedger(organizationId, run.id);
  if (ledger === null) return null;
  const fix = fixId === null ? null : await getFix(organizationId, fixId);
  return {
    href: `${base}/runs/${run.id}/ledger.json`,
    name: `etna-run-${run.number}-ledger.json`,
    sha256: ledger.sha256,
    isNamed: fix?.ledgerSha256 === ledger.sha256,
  };
}

async function Change({
  organizationId,
  run,
  attempts,
}: {
  organizationId: string;
  run: RunDetail;
  attempts: readonly AttemptView[];
}) {
  const { files, words } = await changeOf(organizationId, run, attempts);
  if (files.length === 0 && words === "") return null;
  return <RunDiff id="h-changes" title="The change" words={words} files={files} />;
}

/** The change of a run and what is to be said of it: proposed, at work, or given up. */
export async function changeOf(
  organizationId: string,
  run: RunDetail,
  attempts: readonly AttemptView[],
) {
  const proposed = await readProposedPatch(organizationId, run.id);
  const patch = proposed ?? attempts.findLast((attempt) => attempt.patch !== null)?.patch ?? "";
  const files = readChanges(patch);
  const isOver = run.endedAt !== null;
  const edited = attempts.some(({ events }) => events.some(({ kind }) => kind === "changed"));
  if (proposed !== null) return { files, words: isOver || run.fixId ? "as it was handed in" : "" };
  if (files.length === 0) {
    return { files, words: edited ? "It is too long to be shown here." : "" };
  }
  return {
    files,
    words: isOver ? "as it stood when the run stopped; none of it was kept" : "so far",
  };
}
