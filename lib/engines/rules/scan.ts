import type { Workspace, WorkspaceFile } from "#lib/base/index.ts";
import type { ScanPolicy } from "./config/read-config.ts";
import type { Advisories } from "./dependencies/ports.ts";
import { scanDependencies } from "./dependencies/scan-dependencies.ts";
import { findFileRule } from "./list.ts";
import { isSkip, load } from "./load.ts";
import { engineDigest } from "./memory/engine-digest.ts";
import { type Remembered, rememberedFiles, type ScanMemory } from "./memory/scan-memory.ts";
import type { Finding, Rule, RuleText, ScanReport, ScanSkip } from "./rule.ts";
import { openRunner } from "./run-files.ts";
import type { FileResult } from "./scan-job.ts";
import { planScan, type ScanPlan } from "./scan-plan.ts";

export interface ScanOptions {
  /** Only these rules; all that are on when absent. An unknown id throws `invalid_input`. */
  readonly ruleIds?: readonly string[];
  /** Who knows which packages are vulnerable. Without it nobody is asked, and the report says so. */
  readonly advisories?: Advisories | undefined;
  /** What was seen before, so that a file that is as it was is not looked at again. */
  readonly memory?: ScanMemory | undefined;
  /** How many processes look; 0 for this one alone. As many as are of use, when absent. */
  readonly processes?: number | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at every file of the workspace as its `.etna` folder asks for: time is linear in files, and a
 * few files are in memory at a time. The report is the same however many processes looked. Throws
 * what the workspace throws, and `signal.reason` when aborted.
 */
export async function scan(workspace: Workspace, options: ScanOptions = {}): Promise<ScanReport> {
  const { advisories, signal } = options;
  const plan = await planScan(workspace, options.ruleIds);
  const { policy } = plan;
  const left = new Map<string, ScanSkip>();
  for (const skip of await workspace.skipped()) left.set(skip.path, skip);
  const files = (await workspace.list()).filter(({ path }) => {
    const excluded = policy.excluded(path);
    if (excluded !== null) left.set(excluded, { path: excluded, reason: "excluded" });
    return excluded === null;
  });
  signal?.throwIfAborted();
  const looked = await lookAtFiles(workspace, files, plan, options);
  for (const skip of looked.skipped) left.set(skip.path, skip);
  const whole: Workspace = {
    list: async () => files,
    skipped: () => workspace.skipped(),
    read: (path) => workspace.read(path),
  };
  const { ruleIds } = looked;
  const dependencies = await scanDependencies(whole, { ruleIds, advisories, signal });
  const settled = <Each extends Finding>(findings: readonly Each[]) =>
    findings
      .filter(({ ruleId, path }) => policy.looksAt(ruleId, path))
      .map((each) => graded(each, policy))
      .sort(byPlace);
  return {
    findings: settled([
      ...looked.results.flatMap((each) => each.findings),
      ...dependencies.findings,
    ]),
    ignored: settled([...looked.results.flatMap((each) => each.ignored), ...dependencies.ignored]),
    skipped: [...left.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    ruleIds,
    filesScanned: looked.results.length,
    bytesScanned: looked.bytesScanned,
    dependencies: dependencies.state,
    problems: [...plan.problems, ...looked.problems],
    ignoreMarks: looked.results.flatMap((each) => each.ignoreMarks),
    customRules: looked.customRules.map((rule) => graded(rule, policy)),
    budgets: {
      ...(policy.openPullRequests !== undefined && { openPullRequests: policy.openPullRequests }),
    },
  };
}

async function lookAtFiles(
  workspace: Workspace,
  files: readonly WorkspaceFile[],
  plan: ScanPlan,
  options: ScanOptions,
) {
  const { signal, onProgress } = options;
  const { policy } = plan;
  const runner = await openRunner(plan, workspace, files, options.processes);
  const stop = () => runner.close();
  signal?.addEventListener("abort", stop);
  try {
    const customRules = runner.customRules.filter(({ id }) => plan.ruleIds.includes(id));
    const usable = new Set(customRules.map(({ id }) => id));
    const ruleIds = plan.ruleIds.filter((id) => !id.startsWith("custom/") || usable.has(id));
    const asked = ruleIds.filter((id) => findFileRule(id) !== undefined || usable.has(id));
    const remembered = await memoryOf(options.memory, workspace, plan);
    const seen: (FileResult | ScanSkip)[] = [];
    let bytesScanned = 0;
    let done = 0;
    await inLanes(runner.lanes, files, async (entry, at) => {
      signal?.throwIfAborted();
      const file = await load(workspace, entry, policy.maxBytes);
      if (isSkip(file)) seen[at] = file;
      else {
        bytesScanned += entry.sizeBytes;
        const { path, text } = file;
        const here = policy.narrowed ? asked.filter((id) => policy.looksAt(id, path)) : asked;
        const job = { path, text, ruleIds: here, withoutFix: [] };
        const known = (await remembered?.recall(job)) ?? null;
        const result = known ?? (await runner.run(job));
        remembered?.keep(job, result);
        seen[at] = result;
      }
      onProgress?.(++done, files.length);
    });
    const results = seen.filter((each) => "findings" in each);
    return {
      results,
      skipped: seen.filter((each) => "reason" in each),
      bytesScanned,
      ruleIds,
      customRules: customRules.map(textOf),
      problems: [...runner.problems, ...results.flatMap((each) => each.problems)],
    };
  } catch (error) {
    // Its processes were ended under it: the reason is the one that was given.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    runner.close();
  }
}

async function memoryOf(
  memory: ScanMemory | undefined,
  workspace: Workspace,
  { definitions, knownIds }: ScanPlan,
): Promise<Remembered | null> {
  const digest = memory === undefined ? null : await engineDigest();
  if (memory === undefined || digest === null) return null;
  return rememberedFiles(memory, workspace, JSON.stringify([digest, definitions, knownIds]));
}

/** Several at once, begun in order. The first that fails ends all. */
async function inLanes<Item>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        await work(items[at] as Item, at);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function graded<Each extends { readonly severity: Finding["severity"] }>(
  each: Each & ({ readonly ruleId: string } | { readonly id: string }),
  policy: ScanPolicy,
): Each {
  const severity = policy.severityOf("ruleId" in each ? each.ruleId : each.id);
  return severity === undefined ? each : { ...each, severity };
}

/** A rule without its code: what can be stored and shown. */
function textOf(rule: Rule): RuleText {
  const { id, title, fixTitle, cwe, severity, fixClass, languages, why, notSeen, examples } = rule;
  return { id, title, fixTitle, cwe, severity, fixClass, languages, why, notSeen, examples };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine || a.startColumn - b.startColumn;
}
