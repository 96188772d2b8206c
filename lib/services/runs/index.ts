export { cancelRuleFixes } from "./cancel-rule-fixes.ts";
export { cancelRun } from "./cancel-run.ts";
export type { StartedRun } from "./create-run.ts";
export { type FixBudget, fixBudget } from "./fix-budget.ts";
export { fixWorkflow, modelFixWorkflow } from "./fix-workflow.ts";
export {
  countRunsUnderWay,
  getRun,
  listRuns,
  type RunDetail,
  type RunFilter,
  type RunState,
  type RunStepView,
  type RunView,
} from "./list-runs.ts";
export { readProposedPatch } from "./read-diff.ts";
export { countWishes, type RuleFixesView, readRuleFixes } from "./read-rule-fixes.ts";
export { type RelatedRun, type RelatedRuns, readRelatedRuns } from "./related-runs.ts";
export { remakeConflicted } from "./remake-conflicted.ts";
export { repairWorkflow } from "./repair-workflow.ts";
export { retryNote, retryRun } from "./retry-run.ts";
export { scanWorkflow } from "./scan-workflow.ts";
export { startDueScans } from "./start-due-scans.ts";
export { maxWishes, type StartedFixes, startRuleFixes } from "./start-rule-fixes.ts";
export { startFix, startScan } from "./start-run.ts";
export { startTask, type Task, taskWords } from "./start-task.ts";
export { startWished } from "./start-wished.ts";
export type { RunKind } from "./steps.ts";
export { whoFixes } from "./who-fixes.ts";
export { wishByItself } from "./wish-by-itself.ts";
export { isFixedByRule, type RuleFixes } from "./wishes.ts";
