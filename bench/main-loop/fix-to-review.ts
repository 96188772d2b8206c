import { join } from "node:path";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { listFindings } from "#lib/services/findings/index.ts";
import { connectRepository } from "#lib/services/repositories/index.ts";
import { getRun, type RunDetail, startFix, startScan } from "#lib/services/runs/index.ts";
import { step } from "../../bin/ground/report.ts";
import { type Figure, median, stated } from "../bench.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

const repositories = 3;

/**
 * From the request to the open review, for every fixable finding of a few sample repositories, one
 * after another. The first run warms the process up and does not count.
 */
export async function measureFixToReview(
  installation: BenchInstallation,
): Promise<readonly Figure[]> {
  const runs: RunDetail[] = [];
  for (let number = 1; number <= repositories; number++) {
    const fixed = await step(`fix every finding of sample ${number} of ${repositories}`, () =>
      fixSample(installation, `sample-${number}`),
    );
    runs.push(...fixed);
  }
  return figuresOf(runs.slice(1).map(timesOf));
}

async function fixSample(
  { organizationId, actor, repositoriesFolder }: BenchInstallation,
  name: string,
): Promise<readonly RunDetail[]> {
  const path = join(repositoriesFolder, `${name}.git`);
  await createSampleRepository(path, await sampleFiles());
  const repository = await connectRepository(actor, organizationId, { path, name });
  const scan = await startScan(actor, organizationId, repository.id);
  await runEnd(organizationId, scan.id);
  const filter = { repositoryId: repository.id, limit: 100 };
  const runs: RunDetail[] = [];
  for (const finding of await listFindings(organizationId, filter)) {
    if (!finding.fixable) continue;
    const run = await startFix(actor, organizationId, finding.id);
    runs.push(await runEnd(organizationId, run.id));
  }
  return runs;
}

async function runEnd(organizationId: string, runId: string): Promise<RunDetail> {
  const run = await until("The end of a run", async () => {
    const now = await getRun(organizationId, runId);
    return now?.endedAt ? now : null;
  });
  if (run.state !== "succeeded") throw new Error(`Run ${run.number} ${run.state}: ${run.outcome}`);
  return run;
}

interface RunTimes {
  readonly totalMs: number;
  readonly stepsMs: ReadonlyMap<string, number>;
}

function timesOf(run: RunDetail): RunTimes {
  const stepsMs = run.steps.map(({ name, startedAt, endedAt }): [string, number] => {
    if (startedAt === null || endedAt === null) throw new Error(`Step ${name} has no times.`);
    return [name, endedAt.getTime() - startedAt.getTime()];
  });
  if (run.endedAt === null) throw new Error("The run has no end.");
  return {
    totalMs: run.endedAt.getTime() - run.createdAt.getTime(),
    stepsMs: new Map(stepsMs),
  };
}

function figuresOf(runs: readonly RunTimes[]): readonly Figure[] {
  const totalMs = runs.reduce((sum, run) => sum + run.totalMs, 0);
  const share = (ms: number) => (100 * ms) / totalMs;
  const names = [...(runs[0]?.stepsMs.keys() ?? [])];
  const spentMs = names.map((name) =>
    runs.reduce((sum, run) => sum + (run.stepsMs.get(name) ?? 0), 0),
  );
  const restMs = totalMs - spentMs.reduce((sum, ms) => sum + ms, 0);
  return [
    ...names.map((name, at) => stated(`fix to review: ${name}`, share(spentMs[at] ?? 0), "%")),
    stated("fix to review: queue and durable record", share(restMs), "%"),
    stated("fix to review: runs measured", runs.length, "runs"),
    stated("fix to review: median", median(runs.map((run) => run.totalMs)), "ms"),
  ];
}
