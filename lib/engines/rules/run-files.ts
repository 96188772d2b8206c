import { availableParallelism } from "node:os";
import type { Workspace, WorkspaceFile } from "#lib/base/index.ts";
import { customRule, faultOf } from "./custom/custom-rule.ts";
import { type CustomDefinition, customId } from "./custom/schema.ts";
import { rules } from "./list.ts";
import { openPool, type Pool } from "./pool/pool.ts";
import { jobRunner } from "./pool/run-jobs.ts";
import type { Rule, ScanProblem } from "./rule.ts";
import { type FileResult, type ScanJob, scanJob } from "./scan-job.ts";
import type { ScanPlan } from "./scan-plan.ts";

/** Below both, starting a process takes longer than looking. */
const fewFiles = 64;
const fewBytes = 256 * 1024;
const filesAProcess = 32;
const maxProcesses = 4;
/** Files that are read ahead, so that no process waits for a disk. */
const spareLanes = 6;

/** What looks at the files of one scan. */
export interface FileRunner {
  /** So many files are looked at, or wait, at once. */
  readonly lanes: number;
  /** The repository's own rules that can be used. */
  readonly customRules: readonly Rule[];
  readonly problems: readonly ScanProblem[];
  run(job: ScanJob): Promise<FileResult>;
  close(): void;
}

/**
 * This process for a few small files; else others, one a core. What a stranger's rule makes the
 * matcher do can be ended with its process alone, so that such rules never run in this one unless
 * `processes` is 0.
 */
export async function openRunner(
  plan: ScanPlan,
  workspace: Workspace,
  files: readonly WorkspaceFile[],
  processes: number | undefined,
): Promise<FileRunner> {
  const { definitions, knownIds, policy } = plan;
  const size = processes ?? processesFor(files, definitions.length > 0);
  if (size === 0) {
    const checked = definitions.map((definition) => ({ definition, fault: faultOf(definition) }));
    const own = judged(checked);
    const byId = new Map([...rules, ...own.customRules].map((rule) => [rule.id, rule] as const));
    const context = { rules: byId, known: new Set(knownIds), workspace };
    return {
      lanes: 1,
      ...own,
      run: (job) => scanJob(job, context),
      close() {},
    };
  }
  const { ruleTimeMs } = policy;
  const pool = openPool({ size, ground: { definitions, knownIds }, workspace, ruleTimeMs });
  try {
    const own = judged(await checkAll(pool, definitions));
    const run = jobRunner(pool, ruleTimeMs);
    return { lanes: 2 * size + spareLanes, ...own, run, close: () => pool.close() };
  } catch (error) {
    pool.close();
    throw error;
  }
}

function processesFor(files: readonly WorkspaceFile[], strange: boolean): number {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const few = files.length <= fewFiles && bytes <= fewBytes;
  if (few) return strange ? 1 : 0;
  const useful = Math.max(Math.ceil(files.length / filesAProcess), 1);
  return Math.min(maxProcesses, availableParallelism(), useful);
}

/** What only ast-grep can judge of a rule, it judges in a process that can be ended. */
async function checkAll(pool: Pool, definitions: readonly CustomDefinition[]) {
  return await Promise.all(
    definitions.map(async (definition) => {
      const end = await pool.run({ kind: "check", definition });
      if (end.kind === "done") return { definition, fault: end.result };
      return { definition, fault: "ast-grep does not come to an end with it." };
    }),
  );
}

interface Checked {
  readonly definition: CustomDefinition;
  readonly fault: string | null;
}

function judged(checked: readonly Checked[]): Pick<FileRunner, "customRules" | "problems"> {
  return {
    customRules: checked.flatMap(({ definition, fault }) =>
      fault === null ? [customRule(definition)] : [],
    ),
    problems: checked.flatMap(({ definition, fault }): ScanProblem[] => {
      if (fault === null) return [];
      const { path, line, id } = definition;
      return [{ path, line, ruleId: customId(definition), message: `Rule \`${id}\`: ${fault}` }];
    }),
  };
}
