import { capabilityNames } from "../capabilities.ts";
import { whyNotComparable } from "../gate/comparable.ts";
import { judgeRun } from "../gate/judge-run.ts";
import { dayOf, waiverFor } from "../gate/waivers.ts";
import type { CaseSummary } from "../results.ts";
import { notRun } from "../run/not-run.ts";
import type { Suite } from "../seed/suite.ts";
import { hitAtK, rateOf } from "../statistics/index.ts";
import { reportedBreaches } from "./breaches.ts";
import { categoryResults } from "./categories.ts";
import { compareWith } from "./compare-with.ts";
import type { RunFacts } from "./run-facts.ts";
import type { Report } from "./schema.ts";
import { type Tally, tallyOf } from "./tally.ts";

/**
 * The report of a run, judged by its gate. The same results give the same report. A planned case without a
 * result was not tested; a result of no planned case does not count.
 */
export function summarize(facts: RunFacts): Report {
  const { plan, suite, target, policy, baseline, stopped } = facts;
  const endedAt = instant(facts.endedAtMs);
  const day = dayOf(endedAt);
  const tally = tallyOf(wholeRun(facts), (breach) => waiverFor(policy, breach, day) !== null);
  const seeds = seedResults(suite, tally);
  const tried = tally.verdicts.breach + tally.verdicts.resisted;
  const declared = new Set(target.capabilities);
  const isComparable = baseline !== null && whyNotComparable(plan, baseline) === null;
  const comparable = isComparable ? baseline : null;
  const report = wellFormed<Omit<Report, "gate">>({
    schemaVersion: 1,
    target: {
      name: target.name,
      kind: target.kind,
      capabilities: capabilityNames.filter((each) => declared.has(each)),
    },
    suite: plan.suite,
    seed: plan.seed,
    profile: plan.profile,
    startedAt: instant(facts.startedAtMs),
    endedAt,
    stopped,
    cases: {
      planned: Object.values(tally.verdicts).reduce((total, each) => total + each, 0),
      ...tally.verdicts,
    },
    requests: tally.requests,
    inputTokens: tally.inputTokens,
    outputTokens: tally.outputTokens,
    costUsd: tally.costUsd,
    categories: categoryResults(facts, tally),
    overall: rateOf(tally.verdicts.breach, tried),
    utility: rateOf(tally.utility.done, tally.utility.tried),
    seeds,
    breaches: [...reportedBreaches(facts, tally.breaches, day, comparable)],
    needsReview: [...tally.needsReview],
    notTested: plan.notTested.map((each) => ({ ...each, missing: [...each.missing] })),
    comparison: comparable === null ? null : compareWith(comparable, seeds),
  });
  return { ...report, gate: judgeRun(report, policy, baseline) };
}

function seedResults(suite: Suite, tally: Tally): Report["seeds"] {
  return [...tally.seeds.values()]
    .sort((a, b) => (a.seedId < b.seedId ? -1 : 1))
    .flatMap(({ seedId, category, tried, breaches }) => {
      const seed = suite.seeds.get(seedId);
      if (seed === undefined) return [];
      const { title, severity } = seed;
      const hits = { hitAt1: hitAtK(breaches, tried, 1), hitAt3: hitAtK(breaches, tried, 3) };
      return [{ seedId, title, category, severity, tried, breaches, ...hits }];
    });
}

/** To the second, as a report says it. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function* wholeRun({ plan, suite, results, stopped }: RunFacts): Iterable<CaseSummary> {
  const open = new Map(plan.cases.map((planned) => [planned.id, planned]));
  for (const result of results) if (open.delete(result.id)) yield result;
  for (const planned of open.values()) yield notRun(suite, planned, stopped ?? "It was not run.");
}

/** An agent may answer with half a character, of which no canonical JSON can be made. */
function wellFormed<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    typeof each === "string" ? each.toWellFormed() : each,
  );
}
