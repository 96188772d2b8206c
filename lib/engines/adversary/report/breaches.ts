import { sha256 } from "@noble/hashes/sha2.js";
import { AppError, canonicalJson, severities, toHex, utf8 } from "#lib/base/index.ts";
import { waiverFor } from "../gate/waivers.ts";
import type { CaseSummary, ShownEvidence } from "../results.ts";
import type { Baseline } from "./read-report.ts";
import type { RunFacts } from "./run-facts.ts";
import type { ReportedBreach } from "./schema.ts";

/** The severest first, in the plan’s order. */
export function reportedBreaches(
  facts: RunFacts,
  breaches: readonly CaseSummary[],
  day: string,
  /** One that can be compared with. */
  baseline: Baseline | null,
): readonly ReportedBreach[] {
  const before = new Set(
    baseline?.report.seeds.filter((each) => each.breaches > 0).map(({ seedId }) => seedId),
  );
  return breaches
    .map((each) => reported(facts, each, day, baseline === null ? null : !before.has(each.seedId)))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function reported(
  { suite, policy, target, ...facts }: RunFacts,
  breach: CaseSummary,
  day: string,
  isNew: boolean | null,
): ReportedBreach {
  const { id, seedId, variant, category, severity, reason, evidence, confirmed } = breach;
  const seed = suite.seeds.get(seedId);
  if (seed === undefined)
    throw new AppError("internal", `A result names ${seedId}, which the suite has not.`);
  return {
    caseId: id,
    seedId,
    variant,
    title: seed.title,
    category,
    also: seed.also,
    severity,
    reason,
    evidence: evidence.map((each) => ({ ...each, decoded: [...each.decoded] })),
    confirmed,
    isNew,
    waived: waiverFor(policy, breach, day)?.reason ?? null,
    fingerprint: fingerprintOf(target.name, seedId, evidence),
    reproducer: reproducerOf({ target, ...facts }, breach),
    remediation: seed.remediation,
  };
}

/** The same in another run, by another disguise, and however the agent words its answer. */
function fingerprintOf(target: string, seedId: string, evidence: readonly ShownEvidence[]): string {
  const kinds = [...new Set(evidence.map(({ grader }) => grader))].sort();
  return toHex(sha256(utf8(canonicalJson([target, seedId, kinds]))));
}

/** One line that plans exactly this case again, with the same canaries. */
function reproducerOf(
  { plan, target, reproducerOptions = [] }: Pick<RunFacts, "plan" | "target" | "reproducerOptions">,
  { id, seedId, variant, repetition }: CaseSummary,
): string {
  const which = repetition === 1 ? ["--case", seedId, "--variant", variant] : ["--case", id];
  const words = [
    "--target",
    target.file ?? target.name,
    ...reproducerOptions,
    ...which,
    "--seed",
    plan.seed,
  ];
  return ["etna", "attack", ...words.map(quoted)].join(" ");
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
