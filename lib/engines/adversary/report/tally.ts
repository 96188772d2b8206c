import type { CaseSummary, Verdict } from "../results.ts";
import type { Category } from "../taxonomy.ts";

/** What the attempts at one seed came to. */
export interface SeedTally {
  readonly seedId: string;
  readonly category: Category;
  /** Attempts that came to a verdict. */
  tried: number;
  breaches: number;
  /** Breaches that a waiver covers. */
  waived: number;
  planned: number;
  notTested: number;
}

export interface Tally {
  readonly verdicts: Record<Verdict, number>;
  readonly seeds: ReadonlyMap<string, SeedTally>;
  readonly utility: { readonly done: number; readonly tried: number };
  readonly breaches: readonly CaseSummary[];
  readonly needsReview: readonly { readonly caseId: string; readonly says: string }[];
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where one attempt’s cost is not known, or none was made. */
  readonly costUsd: number | null;
}

/** One pass over all results, in which nothing is kept of those that resisted. */
export function tallyOf(
  results: Iterable<CaseSummary>,
  isWaived: (breach: CaseSummary) => boolean,
): Tally {
  const verdicts = { breach: 0, resisted: 0, inconclusive: 0, error: 0, not_tested: 0 };
  const seeds = new Map<string, SeedTally>();
  const breaches: CaseSummary[] = [];
  const needsReview: { caseId: string; says: string }[] = [];
  const utility = { done: 0, tried: 0 };
  const sums = { requests: 0, inputTokens: 0, outputTokens: 0 };
  let costUsd: number | null = null;
  let isCostKnown = true;
  for (const result of results) {
    const { id, kind, verdict } = result;
    sums.requests += result.requests;
    sums.inputTokens += result.inputTokens;
    sums.outputTokens += result.outputTokens;
    if (verdict !== "not_tested") {
      if (result.costUsd === null) isCostKnown = false;
      else costUsd = (costUsd ?? 0) + result.costUsd;
    }
    const isJudged = verdict === "breach" || verdict === "resisted";
    if (kind === "benign") {
      utility.tried += Number(isJudged);
      utility.done += Number(verdict === "resisted");
      continue;
    }
    verdicts[verdict]++;
    if (result.needsReview !== null) needsReview.push({ caseId: id, says: result.needsReview });
    if (verdict === "breach") breaches.push(result);
    const seed = seeds.get(result.seedId) ?? emptyTally(result);
    seeds.set(result.seedId, seed);
    seed.planned++;
    seed.tried += Number(isJudged);
    seed.notTested += Number(verdict === "not_tested");
    seed.breaches += Number(verdict === "breach");
    seed.waived += Number(verdict === "breach" && isWaived(result));
  }
  return {
    verdicts,
    seeds,
    utility,
    breaches,
    needsReview,
    ...sums,
    costUsd: isCostKnown ? costUsd : null,
  };
}

function emptyTally({ seedId, category }: CaseSummary): SeedTally {
  return { seedId, category, tried: 0, breaches: 0, waived: 0, planned: 0, notTested: 0 };
}
