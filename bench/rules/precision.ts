import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Finding, ruleTexts, scan } from "#lib/engines/rules/index.ts";
import { directoryWorkspace } from "#lib/platform/workspace/index.ts";
import { root } from "../../bin/ground/paths.ts";
import { say, step } from "../../bin/ground/report.ts";
import { atLeast, atMost, type Figure, stated } from "../bench.ts";
import { corpus, fetchPackage, nameOf } from "./corpus.ts";
import { type Judgement, readJudgements } from "./judgements.ts";

export interface FoundThere {
  readonly package: string;
  readonly finding: Finding;
}

export interface RulePrecision {
  readonly rule: string;
  readonly onByDefault: boolean;
  readonly right: number;
  readonly wrong: number;
}

const fileRuleIds = ruleTexts.map(({ id }) => id).filter((id) => !id.startsWith("dependencies/"));

/** What every rule finds in every package of the corpus, rules that are off by default among them. */
export async function findInCorpus(): Promise<readonly FoundThere[]> {
  const folder = join(root, ".etna/bench/corpus");
  await mkdir(folder, { recursive: true });
  const all: FoundThere[] = [];
  for (const wanted of corpus) {
    const name = nameOf(wanted);
    const place = await fetchPackage(folder, wanted);
    const report = await scan(await directoryWorkspace(place), { ruleIds: fileRuleIds });
    say(`  ${name}: ${report.filesScanned} files, ${report.findings.length} findings`);
    all.push(...report.findings.map((finding) => ({ package: name, finding })));
  }
  return all;
}

export function judgementKey(of: { readonly package: string; readonly fingerprint: string }) {
  return `${of.package} ${of.fingerprint}`;
}

/** By rule, what was judged of the findings that are there now. */
export function precisionByRule(
  found: readonly FoundThere[],
  judgements: readonly Judgement[],
): readonly RulePrecision[] {
  const judged = new Map(judgements.map((each) => [judgementKey(each), each.right]));
  return ruleTexts.flatMap(({ id, offByDefault }): RulePrecision[] => {
    const verdicts = found
      .filter(({ finding }) => finding.ruleId === id)
      .map((each) => judged.get(judgementKey({ ...each, fingerprint: each.finding.fingerprint })));
    const right = verdicts.filter((verdict) => verdict === true).length;
    const wrong = verdicts.filter((verdict) => verdict === false).length;
    if (right + wrong === 0) return [];
    return [{ rule: id, onByDefault: offByDefault === undefined, right, wrong }];
  });
}

/** How often the rules are right on code that others wrote, by the judgement of a person. */
export async function measurePrecision(): Promise<readonly Figure[]> {
  const found = await step(`scan ${corpus.length} packages of others`, findInCorpus);
  const judgements = await readJudgements();
  const known = new Set(judgements.map(judgementKey));
  const unjudged = found.filter(
    (each) => !known.has(judgementKey({ ...each, fingerprint: each.finding.fingerprint })),
  );
  const on = precisionByRule(found, judgements).filter(({ onByDefault }) => onByDefault);
  const right = on.reduce((sum, each) => sum + each.right, 0);
  const wrong = on.reduce((sum, each) => sum + each.wrong, 0);
  const lowest = Math.min(...on.map((each) => each.right / (each.right + each.wrong)));
  return [
    stated("findings of rules that are on by default", right + wrong, "findings"),
    atLeast(90, "of them right", (100 * right) / (right + wrong), "%"),
    atLeast(90, "right, of the least precise rule", 100 * lowest, "%"),
    atMost(0, "findings that nobody judged", unjudged.length, "findings"),
  ];
}
