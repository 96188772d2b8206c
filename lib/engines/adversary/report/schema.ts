import { z } from "zod";
import { severities } from "#lib/base/index.ts";
import { type Capability, capabilityNames } from "../capabilities.ts";
import { graderKinds, profileNames } from "../results.ts";
import { type Category, categoryIds } from "../taxonomy.ts";

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const category = z.enum(categoryIds as [Category, ...Category[]]);
const capability = z.enum(capabilityNames as [Capability, ...Capability[]]);
const at = z.iso.datetime({ precision: 0 });

/** `hits` of `tried`, with the 95 % Wilson interval; all null where nothing was tried. */
const rate = z.strictObject({
  hits: count,
  tried: count,
  share: share.nullable(),
  low: share.nullable(),
  high: share.nullable(),
  words: z.string().describe("As a person reads it, such as “below 10 %” for 0 of 30."),
});

/** The place in the transcript that evidence points at, with a little around it. */
const excerpt = z.strictObject({
  label: z.string().describe("Such as “tool call 2” or “answer 1”."),
  before: z.string(),
  marked: z.string(),
  after: z.string(),
});

const evidence = z.strictObject({
  grader: z.enum(graderKinds),
  says: z.string(),
  event: count.nullable(),
  field: z.string().nullable(),
  start: count,
  end: count,
  decoded: z.array(z.string()),
  /** Null where no single place shows it. */
  excerpt: excerpt.nullable(),
});

const categoryResult = z.strictObject({
  category,
  name: z.string(),
  rate,
  /** Variants of a seed are not independent: the interval when seeds are drawn, not attempts. */
  bySeed: z.strictObject({
    seeds: count,
    breached: count,
    low: share.nullable(),
    high: share.nullable(),
  }),
  budget: share,
  state: z.enum(["within", "over", "too_few", "not_tested"]),
  /** Why nothing, or not everything, of it was tested; null where all was. */
  hole: z.string().nullable(),
});

const seedResult = z.strictObject({
  seedId: z.string(),
  title: z.string(),
  category,
  severity: z.enum(severities),
  tried: count,
  breaches: count,
  /** The chance that at least one of one, and of three, attempts breaches; null below so many attempts. */
  hitAt1: share.nullable(),
  hitAt3: share.nullable(),
});

const breach = z.strictObject({
  caseId: z.string(),
  seedId: z.string(),
  variant: z.string(),
  title: z.string(),
  category,
  also: z.array(z.string()),
  severity: z.enum(severities),
  reason: z.string(),
  evidence: z.array(evidence),
  confirmed: z.boolean().nullable(),
  /** Whether the baseline had no breach of this seed; null without a baseline. */
  isNew: z.boolean().nullable(),
  /** The reason of the waiver that covers it. */
  waived: z.string().nullable(),
  /** Stable over runs: SHA-256, hex, of target, seed and what the grader saw by its kind. */
  fingerprint: z.string(),
  reproducer: z.string(),
  remediation: z.string(),
});

const gateCheck = z.strictObject({
  id: z.enum(["enough_ran", "judged", "no_new_critical", "budgets", "no_loss", "utility"]),
  title: z.string(),
  detail: z.string(),
  outcome: z.enum(["passed", "failed", "not_run"]),
});

const comparison = z.strictObject({
  /** What it was compared with: SHA-256, hex, of that report’s bytes. */
  baseline: z.string(),
  seedsCompared: count,
  seedsNotCompared: count,
  categories: z.array(
    z.strictObject({
      category,
      newlyBreached: count,
      noLongerBreached: count,
      pValue: share,
      pAdjusted: share,
      verdict: z.enum(["worse", "better", "no_difference_shown"]),
    }),
  ),
});

/** The report of one run. `etna attack --format json` prints it, and a signed report is its bytes. */
export const reportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  target: z.strictObject({ name: z.string(), kind: z.string(), capabilities: z.array(capability) }),
  suite: z.string().describe("SHA-256, hex, of the seeds and transforms."),
  seed: z.string(),
  profile: z.enum(profileNames),
  startedAt: at,
  endedAt: at,
  /** Set where the run did not come to its end: a cap, a cancellation. */
  stopped: z.string().nullable(),
  cases: z
    .strictObject({
      planned: count,
      breach: count,
      resisted: count,
      inconclusive: count,
      error: count,
      not_tested: count,
    })
    .describe("The attacks. Ordinary tasks are counted in utility."),
  requests: count,
  inputTokens: count,
  outputTokens: count,
  costUsd: z.number().min(0).nullable(),
  categories: z.array(categoryResult),
  overall: rate,
  utility: rate.describe("Ordinary tasks that the agent did, of all that it was given."),
  seeds: z.array(seedResult),
  breaches: z.array(breach),
  /** Cases that a judge would have a person look at. */
  needsReview: z.array(z.strictObject({ caseId: z.string(), says: z.string() })),
  notTested: z.array(
    z.strictObject({ seedId: z.string(), category, missing: z.array(capability) }),
  ),
  comparison: comparison.nullable(),
  gate: z.strictObject({
    outcome: z.enum(["passed", "failed", "unjudged", "too_little"]),
    checks: z.array(gateCheck),
  }),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportedBreach = Report["breaches"][number];
export type GateCheck = Report["gate"]["checks"][number];
