import {
  type CampaignCaps,
  type CampaignOutcome,
  type Judge,
  runCampaign,
} from "#lib/engines/adversary/index.ts";
import type { JournalFile } from "./attack-journal.ts";
import type { Prepared } from "./attack-prepare.ts";
import { attackClock, type OpenedTarget } from "./attack-target.ts";
import { progress } from "./progress.ts";

/** The exit code of a run that a signal ended. */
export const interrupted = 130;

const signals = ["SIGINT", "SIGTERM"] as const;

interface Running {
  readonly opened: OpenedTarget;
  readonly journal: JournalFile;
  readonly caps: CampaignCaps;
  readonly concurrency: number | undefined;
  readonly judge: Judge | undefined;
}

/** Null where a person or the machine called it off. A second time, it is over at once. */
export async function runToEnd(
  { suite, plan, file }: Prepared,
  { opened, journal, caps, concurrency, judge }: Running,
): Promise<CampaignOutcome | null> {
  const calledOff = new AbortController();
  const callOff = () => {
    if (calledOff.signal.aborted) process.exit(interrupted);
    calledOff.abort();
  };
  for (const signal of signals) process.on(signal, callOff);
  const shown = progress(false, "cases");
  const { price } = file.spec;
  try {
    const outcome = await runCampaign({
      suite,
      plan,
      target: opened.target,
      journal,
      caps,
      judge,
      concurrency: concurrency ?? file.spec.concurrency,
      clock: attackClock,
      signal: calledOff.signal,
      price: price && { inputUsdPerMillion: price.input, outputUsdPerMillion: price.output },
      onResult: () => shown.options.onProgress?.(journal.done, plan.cases.length),
    });
    return calledOff.signal.aborted ? null : outcome;
  } finally {
    shown.stop();
    for (const signal of signals) process.off(signal, callOff);
  }
}
