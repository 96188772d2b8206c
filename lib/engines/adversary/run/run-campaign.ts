import { AppError } from "#lib/base/index.ts";
import type { CaseResult, CaseSummary, PlannedCase } from "../results.ts";
import { Breaker } from "./breaker.ts";
import { Budget } from "./budget.ts";
import type { Campaign, CampaignOutcome } from "./campaign.ts";
import { notRun, summaryOf } from "./not-run.ts";
import { Queue } from "./queue.ts";
import { type CaseJob, isBurst, isToBeConfirmed, runCase, withSecondRun } from "./run-case.ts";

/**
 * Runs what of a plan has not been run yet. A target that fails is a result; it rejects for faults of
 * ours alone, and for a plan of another suite or a cap that cannot be kept (`invalid_input`). What the signal
 * ends, or a cap in the middle, is torn: it is not in the journal, and the next call runs it again.
 */
export async function runCampaign(campaign: Campaign): Promise<CampaignOutcome> {
  const { plan, suite, clock } = campaign;
  if (plan.suite !== suite.digest) {
    throw new AppError("invalid_input", "The plan is of another suite. Make a new plan.");
  }
  const startedAtMs = clock.now();
  const run = new Run(campaign);
  await run.resume();
  await run.work();
  const results = plan.cases.map((planned) => run.resultOf(planned));
  return { results, stopped: run.stopped, startedAtMs, endedAtMs: clock.now() };
}

/** One run while it goes on. Of what is done it keeps no transcript. */
class Run {
  readonly #campaign: Campaign;
  readonly #budget: Budget;
  readonly #breaker: Breaker;
  readonly #done = new Map<string, CaseSummary>();
  readonly #leftOut = new Map<string, string>();
  /** Ends what runs when one of us is at fault. */
  readonly #fault = new AbortController();
  readonly #signal: AbortSignal;
  readonly #concurrency: number;
  stopped: string | null = null;

  constructor(campaign: Campaign) {
    const { caps, price, clock, concurrency, target, signal } = campaign;
    this.#campaign = campaign;
    this.#budget = new Budget(caps, price, clock);
    this.#concurrency = Math.max(1, Math.min(concurrency, target.maxConcurrency));
    this.#breaker = new Breaker(this.#concurrency);
    this.#signal = AbortSignal.any([signal, this.#fault.signal]);
  }

  async resume(): Promise<void> {
    const finished = await this.#campaign.journal.finished();
    for (const { id } of this.#campaign.plan.cases) {
      const result = finished.get(id);
      // For what was not tested nothing was sent: now it may be.
      if (result === undefined || result.verdict === "not_tested") continue;
      this.#budget.countEarlier(result);
      this.#done.set(id, summaryOf(result));
    }
  }

  /**
   * Bursts come last, and alone: an agent that limits them would limit whatever else is asked meanwhile, and
   * those cases would end in errors.
   */
  async work(): Promise<void> {
    const { plan, suite, signal } = this.#campaign;
    const [bursts, others] = [new Queue(), new Queue()];
    for (const planned of plan.cases) (isBurst(suite, planned) ? bursts : others).add(planned);
    await this.#workers(others, this.#concurrency);
    await this.#workers(bursts, 1);
    if (signal.aborted) this.stopped ??= "It was cancelled.";
  }

  resultOf(planned: PlannedCase): CaseSummary {
    const reason = this.#leftOut.get(planned.id) ?? this.stopped ?? "It was not run.";
    return this.#done.get(planned.id) ?? notRun(this.#campaign.suite, planned, reason);
  }

  async #workers(queue: Queue, count: number): Promise<void> {
    const workers = Array.from({ length: count }, () => this.#workOn(queue));
    const ends = await Promise.allSettled(workers);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  async #workOn(queue: Queue): Promise<void> {
    while (this.stopped === null && !this.#signal.aborted) {
      const planned = queue.take();
      if (planned === undefined) return;
      try {
        await this.#runOne(planned);
      } catch (error) {
        // What was torn by the signal is run again by the next call.
        if (this.#campaign.signal.aborted) return;
        this.#fault.abort();
        throw error;
      }
    }
  }

  async #runOne(planned: PlannedCase): Promise<void> {
    const { journal, onStart, onResult } = this.#campaign;
    const earlier = this.#done.get(planned.id);
    if (earlier !== undefined) {
      // A cap kept its second run back, or the target did not answer it.
      if (isToBeConfirmed(earlier))
        this.#done.set(planned.id, await this.#confirmed(planned, earlier));
      return;
    }
    const begin = async () => {
      await journal.begin(planned.id);
      onStart?.(planned);
    };
    const end = await this.#run({ planned, again: false, begin });
    if (end === null) return;
    const result = isToBeConfirmed(end) ? await this.#confirmed(planned, end) : end;
    await journal.finish(result);
    this.#done.set(planned.id, summaryOf(result));
    onResult?.(result);
    this.#stop(this.#breaker.after(result.verdict));
  }

  /** With what its second run says, as far as there is one. */
  async #confirmed<Result extends CaseSummary>(
    planned: PlannedCase,
    first: Result,
  ): Promise<Result> {
    const second = await this.#run({ planned, again: true });
    return second === null ? first : withSecondRun(first, second);
  }

  /** Null where a cap kept it back: then it is noted why. */
  async #run(job: CaseJob): Promise<CaseResult | null> {
    const end = await runCase(this.#campaign, this.#budget, job, this.#signal);
    if (end.kind === "ran") return end.result;
    if (end.kind === "left_out") this.#leftOut.set(job.planned.id, end.reason);
    else this.#stop(end.reason);
    return null;
  }

  #stop(reason: string | null): void {
    this.stopped ??= reason;
  }
}
