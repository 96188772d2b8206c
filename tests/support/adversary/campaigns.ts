import {
  type Campaign,
  makePlan,
  type Plan,
  runCampaign,
  type Suite,
  type Target,
} from "#lib/engines/adversary/index.ts";
import { memoryJournal } from "./journals.ts";
import { handClock } from "./small-target.ts";

/** A campaign with the plainest of everything that is not given. */
export function campaignOf(
  suite: Suite,
  target: Target,
  options: Partial<Omit<Campaign, "suite" | "target">> = {},
): Campaign {
  const { capabilities } = target;
  const plan: Plan =
    options.plan ?? makePlan(suite, { seed: "7", profile: "standard", capabilities });
  return {
    suite,
    target,
    plan,
    journal: memoryJournal(),
    caps: {},
    concurrency: 1,
    clock: handClock(),
    signal: new AbortController().signal,
    ...options,
  };
}

export function run(...args: Parameters<typeof campaignOf>): ReturnType<typeof runCampaign> {
  return runCampaign(campaignOf(...args));
}
