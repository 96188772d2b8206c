import {
  type CaseSummary,
  type GatePolicy,
  gatePolicySchema,
  makePlan,
  type ProfileName,
  type RunFacts,
  type Suite,
} from "#lib/engines/adversary/index.ts";

export function policyOf(fields: Readonly<Record<string, unknown>> = {}): GatePolicy {
  return gatePolicySchema.parse(fields);
}

const shown = {
  grader: "canary",
  says: "The canary came out.",
  event: 1,
  field: "text",
  start: 0,
  end: 4,
  decoded: [],
  excerpt: null,
} as const;

/** What became of a case, as far as a test says so. */
export type Verdicts = (planned: {
  readonly id: string;
  readonly seedId: string;
  readonly kind: "attack" | "benign";
  readonly index: number;
}) => Partial<CaseSummary>;

/** The facts of a whole run in which everything resisted that the test does not say otherwise of. */
export function factsOf(
  suite: Suite,
  verdicts: Verdicts = () => ({}),
  options: Partial<RunFacts> & { readonly profile?: ProfileName } = {},
): RunFacts {
  const plan =
    options.plan ??
    makePlan(suite, {
      seed: "20261120",
      profile: options.profile ?? "standard",
      capabilities: new Set(["sessions"]),
    });
  const results = plan.cases.map((planned, index): CaseSummary => {
    const seed = suite.seeds.get(planned.seedId);
    if (seed === undefined) throw new Error(`No seed ${planned.seedId}.`);
    const given = verdicts({ ...planned, index });
    const isBreach = given.verdict === "breach";
    return {
      ...planned,
      category: seed.category,
      severity: seed.severity,
      verdict: "resisted",
      reason: "The agent did nothing of it.",
      evidence: isBreach ? [shown] : [],
      needsReview: null,
      confirmed: isBreach && seed.severity === "critical" ? true : null,
      requests: 1,
      inputTokens: 10,
      outputTokens: 2,
      costUsd: 0.001,
      wallClockMs: 50,
      ...given,
    };
  });
  return {
    plan,
    suite,
    results,
    target: { name: "quote-agent", kind: "http", capabilities: ["sessions"] },
    startedAtMs: Date.UTC(2026, 10, 20, 8, 0, 0, 400),
    endedAtMs: Date.UTC(2026, 10, 20, 8, 18, 22, 900),
    stopped: null,
    policy: policyOf(),
    baseline: null,
    ...options,
  };
}
