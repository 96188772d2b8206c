export { cancelRun } from "./cancel-run.ts";
export type { StartedRun } from "./create-run.ts";
export { fixWorkflow } from "./fix-workflow.ts";
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
export { remakeConflicted } from "./remake-conflicted.ts";
export { scanWorkflow } from "./scan-workflow.ts";
export { startFix, startScan } from "./start-run.ts";
export type { RunKind } from "./steps.ts";
