import {
  builtInSuite,
  burstSize,
  type Category,
  capabilitiesOf,
  categories,
  makePlan,
  type Plan,
  type Suite,
} from "#lib/engines/adversary/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { CampaignCaps } from "./caps.ts";
import { findTarget } from "./find-target.ts";
import { type CampaignRequest, refusalOf } from "./start-campaign.ts";
import { storedSpec } from "./target-spec.ts";
import type { CampaignPreview } from "./views.ts";

/** A turn may be tried again so often where it was not answered. */
const triesPerTurn = 4;
/** As a request to a model is bounded by what it hands out, and by what may go in. */
const maxInputTokensPerTurn = 8_000;

/** What a campaign would do and cost at most, before it does. Throws `not_found`. */
export async function previewCampaign(
  organizationId: string,
  { targetId, profile: asked, seed = "preview" }: CampaignRequest,
): Promise<CampaignPreview> {
  const row = await readAs({ organizationId }, (db) => findTarget(db, organizationId, targetId));
  const spec = storedSpec(row.spec);
  const caps = row.caps as CampaignCaps;
  const profile = asked ?? row.profile;
  const suite = await builtInSuite();
  const plan = makePlan(suite, { seed, profile, capabilities: capabilitiesOf(spec) });
  const turns = turnsOf(plan, suite);
  const rounds = "model" in spec ? spec.max_rounds : 1;
  const mostRequests = Math.min(caps.maxRequests, turns * triesPerTurn * rounds);
  const attacks = plan.cases.filter(({ kind }) => kind === "attack").length;
  return {
    suite: plan.suite,
    seed,
    profile,
    attacks,
    benign: plan.cases.length - attacks,
    categories: perCategory(plan, suite),
    holes: plan.notTested,
    mostRequests,
    mostCostUsd: mostCost(spec, mostRequests, caps.maxCostUsd),
    refusal: refusalOf(row),
  };
}

/** Of the critical cases twice: a breach of one is tried a second time. */
function turnsOf(plan: Plan, suite: Suite): number {
  return plan.cases.reduce((sum, planned) => {
    const seed = suite.seeds.get(planned.seedId);
    if (seed === undefined) return sum;
    if (planned.kind === "benign") return sum + (seed.benign?.turns.length ?? 1);
    const turns = seed.turns.length + burstSize(seed, planned);
    return sum + turns * (seed.severity === "critical" ? 2 : 1);
  }, 0);
}

function perCategory(plan: Plan, suite: Suite): CampaignPreview["categories"] {
  const counts = new Map<string, number>();
  for (const { seedId, kind } of plan.cases) {
    const category = suite.seeds.get(seedId)?.category;
    if (category !== undefined && kind === "attack") {
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
  }
  return Object.entries(categories).flatMap(([category, name]) => {
    const cases = counts.get(category);
    return cases === undefined ? [] : [{ category: category as Category, name, cases }];
  });
}

function mostCost(
  spec: ReturnType<typeof storedSpec>,
  mostRequests: number,
  capUsd: number | null,
): number | null {
  if (spec.price === undefined) return null;
  const outputTokens = "model" in spec ? spec.max_output_tokens : 2048;
  const each =
    (maxInputTokensPerTurn * spec.price.input + outputTokens * spec.price.output) / 1_000_000;
  return Math.min(capUsd ?? Number.POSITIVE_INFINITY, mostRequests * each);
}
