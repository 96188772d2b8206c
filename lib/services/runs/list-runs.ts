import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { type enums, type Prisma, readAs } from "#lib/platform/db/index.ts";
import { isTask, readTroubles, type ScanTrouble } from "#lib/services/findings/index.ts";
import { optionalSteps, type RunKind, runSteps } from "./steps.ts";

export type RunState = enums.RunState;

export interface RunStepView {
  readonly name: string;
  readonly state: "waiting" | enums.StepState;
  readonly detail: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface RunView {
  readonly id: string;
  readonly number: number;
  readonly kind: RunKind;
  readonly cause: enums.RunCause;
  readonly state: RunState;
  readonly title: string;
  readonly repositoryId: string;
  readonly repository: string;
  readonly findingId: string | null;
  /** The rule that found what is fixed; null for a scan, and for what a person asked for. */
  readonly ruleId: string | null;
  /** A person asked for it in their own words. */
  readonly task: boolean;
  readonly fixId: string | null;
  readonly commit: string | null;
  readonly outcome: string | null;
  /** Who makes the change of a fix run. */
  readonly fixer: enums.Fixer;
  /** Which model, as "provider/name"; null where none has begun. */
  readonly model: string | null;
  /** What a person told the model when they asked once more. */
  readonly note: string | null;
  /** The run that this one is another try of. */
  readonly retryOf: string | null;
  readonly cancelRequested: boolean;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly steps: readonly RunStepView[];
}

export interface RunDetail extends RunView {
  readonly checks: readonly ValidationCheck[];
  /** What a scan could not do as its repository asked; the first 100. */
  readonly troubles: readonly ScanTrouble[];
}

const include = {
  repository: { select: { name: true } },
  finding: { select: { title: true, ruleId: true, detector: true } },
  fix: { select: { id: true } },
  steps: true,
  attempts: {
    where: { purpose: "fix" },
    orderBy: { number: "asc" },
    take: 1,
    select: { provider: true, model: true },
  },
} satisfies Prisma.RunInclude;

const omit = { troubles: true } satisfies Prisma.RunOmit;

type Row = Prisma.RunGetPayload<{ include: typeof include; omit: typeof omit }>;

export interface RunFilter {
  readonly underWay?: boolean;
  readonly kind?: RunKind;
  readonly repositoryId?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Runs, newest first. */
export async function listRuns(
  organizationId: string,
  filter: RunFilter,
): Promise<readonly RunView[]> {
  return await readAs({ organizationId }, async (db) => {
    const last =
      filter.after === undefined
        ? undefined
        : await db.run.findFirst({ where: { id: filter.after, organizationId } });
    if (last === null) return [];
    const rows = await db.run.findMany({
      where: {
        organizationId,
        // By its place in the order: the last one seen may have left the list meanwhile.
        ...(last && { number: { lt: last.number } }),
        ...(filter.underWay && { state: { in: ["queued", "running"] } }),
        ...(filter.kind && { kind: filter.kind }),
        ...(filter.repositoryId && { repositoryId: filter.repositoryId }),
      },
      include,
      omit,
      orderBy: { number: "desc" },
      take: filter.limit,
    });
    return rows.map(view);
  });
}

export async function getRun(organizationId: string, runId: string): Promise<RunDetail | null> {
  return await readAs({ organizationId }, async (db) => {
    const row = await db.run.findFirst({ where: { id: runId, organizationId }, include });
    if (row === null) return null;
    return {
      ...view(row),
      checks: (row.checks ?? []) as unknown as readonly ValidationCheck[],
      troubles: readTroubles(row.troubles),
    };
  });
}

export async function countRunsUnderWay(organizationId: string): Promise<number> {
  return await readAs({ organizationId }, (db) =>
    db.run.count({ where: { organizationId, state: { in: ["queued", "running"] } } }),
  );
}

function view(row: Row): RunView {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    cause: row.cause,
    state: row.state,
    title: row.finding?.title ?? `Scan ${row.repository.name}`,
    repositoryId: row.repositoryId,
    repository: row.repository.name,
    findingId: row.findingId,
    ruleId: row.finding === null || isTask(row.finding) ? null : row.finding.ruleId,
    task: row.finding !== null && isTask(row.finding),
    fixId: row.fix?.id ?? null,
    commit: row.commit,
    outcome: row.outcome,
    fixer: row.fixer,
    model: modelOf(row),
    note: row.note,
    retryOf: row.retryOfId,
    cancelRequested: row.cancelRequestedAt !== null,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    steps: runSteps[row.kind]
      .map((name) => stepView(name, row))
      .filter(({ name, state }) => state !== "waiting" || !optionalSteps.includes(name)),
  };
}

function modelOf({ attempts: [made] }: Row): string | null {
  return made === undefined ? null : `${made.provider}/${made.model}`;
}

function stepView(name: string, row: Row): RunStepView {
  const step = row.steps.find((each) => each.name === name);
  return {
    name,
    state: step?.state ?? "waiting",
    detail: step?.detail ?? null,
    startedAt: step?.startedAt ?? null,
    endedAt: step?.endedAt ?? null,
  };
}
