import { createHash } from "node:crypto";
import { canonicalJson, type Json, newId } from "#lib/base/index.ts";
import { type Report, reportSchema } from "#lib/engines/adversary/index.ts";

type Query = (sql: string, values: unknown[]) => Promise<unknown>;

export interface Reported {
  readonly agent?: string;
  /** By default 1080 attacks of which 11 broke through. */
  readonly cases?: Report["cases"];
  readonly gate?: Report["gate"]["outcome"];
}

const spec = {
  ...{ kind: "http", name: "Booking assistant", url: "https://agent.example.test/chat" },
  ...{ capabilities: [], lacks: [], renders: [], protect: [], headers: {}, tools: "per-attempt" },
};
const caps = {
  ...{ maxRequests: 5000, maxCostUsd: null, requestsPerMinute: 300, concurrency: 4 },
  maxMinutes: 120,
};

const rate = { hits: 0, tried: 0, share: null, low: null, high: null, words: "nothing was tried" };

/** A whole report, as campaigns keep it. */
export function reportOf({
  agent = "Booking assistant",
  cases = { planned: 1080, breach: 11, resisted: 1041, inconclusive: 9, error: 4, not_tested: 15 },
  gate = "failed",
}: Reported): Report {
  const { breach: hits, resisted } = cases;
  return reportSchema.parse({
    schemaVersion: 1,
    target: { name: agent, kind: "http", capabilities: [] },
    suite: "5f".repeat(32),
    seed: "halden-7",
    profile: "standard",
    startedAt: "2026-11-20T14:02:11Z",
    endedAt: "2026-11-20T14:49:58Z",
    stopped: null,
    cases,
    requests: 1105,
    inputTokens: 412_000,
    outputTokens: 96_000,
    costUsd: 1.25,
    categories: [],
    overall: {
      ...{ hits, tried: hits + resisted, share: hits / (hits + resisted) },
      ...{ low: 0.0058, high: 0.0187, words: "about 1 %" },
    },
    utility: rate,
    seeds: [],
    breaches: [],
    needsReview: [],
    notTested: [],
    comparison: null,
    gate: { outcome: gate, checks: [] },
  });
}

/**
 * Campaigns that came to their end in this organization, one a report, as the worker leaves them. Returns
 * their ids.
 */
export async function addReportedCampaigns(
  query: Query,
  organizationId: string,
  reports: readonly Reported[],
): Promise<readonly string[]> {
  const targetId = newId("attackTarget");
  await query(
    `INSERT INTO attack_targets (id, organization_id, name, spec, kind, origin, secret_names,
       tools_token, ownership_token, policy, caps)
     VALUES ($1, $2, $1, $3, 'http', 'https://agent.example.test', '{}', $1, $1, '{}', $4)`,
    [targetId, organizationId, JSON.stringify(spec), JSON.stringify(caps)],
  );
  const ids: string[] = [];
  for (const [index, each] of reports.entries()) {
    const id = newId("campaign");
    const report = reportOf(each);
    const text = canonicalJson(report as unknown as Json);
    const sha256 = createHash("sha256").update(text, "utf8").digest("hex");
    await query(
      `INSERT INTO campaigns (id, organization_id, number, target_id, state, profile, seed, spec,
         policy, caps, report, report_sha256, gate, outcome, ended_at)
       VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM campaigns WHERE organization_id = $2),
         $3, 'succeeded', 'standard', 'halden-7', '{}', '{}', '{}', $4, $5, $6::text::"GateOutcome",
         $7, now())`,
      [id, organizationId, targetId, text, sha256, report.gate.outcome, `Campaign ${index + 1}.`],
    );
    ids.push(id);
  }
  return ids;
}
