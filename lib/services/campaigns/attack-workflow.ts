import { createHash } from "node:crypto";
import { AppError, canonicalJson, isAppError, type Json } from "#lib/base/index.ts";
import {
  builtInSuite,
  capabilitiesOf,
  makePlan,
  readReport,
  runCampaign,
  summarize,
} from "#lib/engines/adversary/index.ts";
import type { Steps, Workflow } from "#lib/platform/jobs/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { systemActor } from "#lib/services/audit/index.ts";
import { advance, endCampaign, isCancelRequested, loadCampaign } from "./advance-campaign.ts";
import { campaignJudge } from "./campaign-judge.ts";
import type { CampaignCaps } from "./caps.ts";
import { type CampaignContext, campaignJournal, keepOutcome, readFinished } from "./journal.ts";
import { openConsoleTarget } from "./open-console-target.ts";
import { provenForMs } from "./ownership.ts";
import { renewProof } from "./prove-ownership.ts";
import { openSecrets } from "./secrets.ts";
import { readPolicy } from "./set-policy.ts";
import { withSharedWorlds } from "./shared-worlds.ts";
import { storedSpec } from "./target-spec.ts";
import { watchCancel } from "./watch-cancel.ts";
import { workerClock } from "./worker-clock.ts";
import { attackWorkflowName } from "./workflow-name.ts";

interface CampaignInput {
  readonly [key: string]: string;
  readonly campaignId: string;
}

type Result<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly reason: string };

const retried = { maxAttempts: 4, firstPauseMs: 500 };

/**
 * Prove → plan → attack → summarize. The attack is one step that goes on by the journal in the database:
 * what ended is not asked for again, whatever became of the worker.
 */
export const attackWorkflow: Workflow<CampaignInput> = {
  name: attackWorkflowName,
  queue: "attacks",
  async run(steps, context) {
    const begun = await campaignStep(steps, context, "prove", () => prove(context));
    if (begun.kind === "failed") return await fail(steps, context, begun.reason);
    const planned = await campaignStep(steps, context, "plan", () => plan(context));
    if (planned.kind === "failed") return await fail(steps, context, planned.reason);
    const attacked = await campaignStep(steps, context, "attack", () => attack(context));
    if (attacked.kind === "failed") return await fail(steps, context, attacked.reason);
    const told = await campaignStep(steps, context, "summarize", () =>
      report(context, attacked.value),
    );
    if (told.kind === "failed") return await fail(steps, context, told.reason);
  },
  abandon: (context) =>
    endCampaign(context, {
      state: "failed",
      outcome:
        "Etna gave up: the work failed or stopped its own process again and again. What was tested so far is below.",
    }),
};

async function fail(steps: Steps, context: CampaignContext, outcome: string): Promise<void> {
  await steps.step("end", () => endCampaign(context, { state: "failed", outcome }), retried);
}

/** A failure ends the campaign with its reason; what is away for a moment is tried again. */
async function campaignStep<T>(
  steps: Steps,
  context: CampaignContext,
  name: string,
  work: () => Promise<T>,
): Promise<Result<T>> {
  return await steps.step(
    name,
    async ({ last }): Promise<Result<T>> => {
      try {
        return { kind: "done", value: await work() };
      } catch (error) {
        if (isAppError(error, "unavailable") && !last) throw error;
        return { kind: "failed", reason: reasonOf(error, context) };
      }
    },
    retried,
  );
}

async function prove(context: CampaignContext): Promise<null> {
  await advance(context, { state: "running", startedAt: new Date() }, { state: "queued" });
  if (await isCancelRequested(context)) throw new AppError("conflict", "Cancelled by a person.");
  const { row, target, origin } = await loadCampaign(context);
  if (row.endedAt !== null) throw new AppError("conflict", "It has ended already.");
  if (target.archivedAt !== null) throw new AppError("conflict", "The target was archived.");
  if (target.origin !== origin) {
    throw new AppError("conflict", "The target was moved to another address meanwhile.");
  }
  const actor = systemActor("worker", context.organizationId);
  const why = await renewProof(actor, target, new Date(Date.now() - provenForMs));
  if (why !== null) throw new AppError("precondition_failed", why);
  return null;
}

async function plan(context: CampaignContext): Promise<null> {
  const { plan: made } = await planOf(context);
  await advance(context, { suite: made.suite, planned: made.cases.length });
  return null;
}

/** The same whenever it is made of the same suite. */
async function planOf(context: CampaignContext) {
  const { row } = await loadCampaign(context);
  const suite = await builtInSuite();
  const { seed, profile } = row;
  const capabilities = capabilitiesOf(storedSpec(row.spec));
  const made = makePlan(suite, { seed, profile, capabilities });
  if (row.suite !== null && row.suite !== made.suite) {
    throw new AppError(
      "conflict",
      "Etna was updated while the campaign ran, and the suite is another one now. Start it again.",
    );
  }
  return { row, suite, capabilities, plan: made };
}

interface Attacked {
  readonly stopped: string | null;
  readonly endedAtMs: number;
  /** What is to be said of the judge; null where none is chosen. */
  readonly judged: string | null;
}

async function attack(context: CampaignContext): Promise<Attacked> {
  const { row, suite, plan: planned } = await planOf(context);
  const { target: targetRow } = await loadCampaign(context);
  const secrets = await openSecrets(targetRow);
  const spec = storedSpec(row.spec);
  const caps = row.caps as CampaignCaps;
  const journal = await campaignJournal(context, planned, suite, secrets);
  const { toolsToken } = targetRow;
  const target = withSharedWorlds(await openConsoleTarget(spec, { secrets, toolsToken }), {
    ...context,
    spec,
    toolsToken,
  });
  const { judge, words } = await campaignJudge(context, secrets);
  const watch = watchCancel(context);
  try {
    const { results, stopped, endedAtMs } = await runCampaign({
      ...{ suite, plan: planned, target, journal, judge },
      price: spec.price && {
        inputUsdPerMillion: spec.price.input,
        outputUsdPerMillion: spec.price.output,
      },
      caps: {
        maxRequests: caps.maxRequests,
        maxSpendUsd: caps.maxCostUsd ?? undefined,
        requestsPerMinute: caps.requestsPerMinute,
        maxMinutes: caps.maxMinutes,
      },
      concurrency: caps.concurrency,
      clock: workerClock,
      signal: watch.signal,
    });
    await keepOutcome(context, planned, results);
    const canceled = watch.signal.aborted ? "A person asked for it to stop." : null;
    return { stopped: canceled ?? stopped, endedAtMs, judged: await words() };
  } finally {
    await watch.end();
  }
}

async function report(
  context: CampaignContext,
  { stopped, endedAtMs, judged }: Attacked,
): Promise<null> {
  const { row, suite, capabilities, plan: planned } = await planOf(context);
  const { kind, name } = storedSpec(row.spec);
  const finished = await readFinished(context);
  const made = summarize({
    ...{ plan: planned, suite, stopped, endedAtMs },
    results: planned.cases.flatMap(({ id }) => finished.get(id) ?? []),
    target: { name, kind, capabilities },
    startedAtMs: (row.startedAt ?? row.createdAt).getTime(),
    policy: readPolicy(row.policy),
    baseline: row.baseline?.report == null ? null : readReport(row.baseline.report),
  });
  const text = canonicalJson(wellFormed(JSON.parse(JSON.stringify(made)) as Json));
  const canceled = row.cancelRequestedAt !== null;
  await endCampaign(context, {
    state: canceled ? "canceled" : "succeeded",
    outcome: [
      ...(canceled ? ["Cancelled by a person."] : []),
      outcomeOf(made.breaches.length, made.cases.planned, stopped),
      ...(judged ? [judged] : []),
    ].join(" "),
    report: text,
    reportSha256: createHash("sha256").update(text, "utf8").digest("hex"),
    gate: made.gate.outcome,
  });
  return null;
}

function outcomeOf(breaches: number, planned: number, stopped: string | null): string {
  const found = breaches === 0 ? "No breach" : breaches === 1 ? "1 breach" : `${breaches} breaches`;
  return `${found} in ${planned} planned cases.${stopped === null ? "" : ` Stopped early: ${stopped}`}`;
}

/** Canonical JSON holds Unicode alone, and an agent may answer with half a character. */
function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.toWellFormed(), wellFormed(each)]),
  );
}

function reasonOf(error: unknown, { campaignId }: CampaignContext): string {
  if (isAppError(error) && error.code !== "internal") return error.message;
  log.error({ err: error, campaignId }, "a step of a campaign failed");
  return "Etna failed at this step. The operator finds the reason in the log under this campaign’s id.";
}
