export { alertsWorkflow } from "./alerts-workflow.ts";
export { askForAlerts, lookForAlerts, lookForStaleAlerts } from "./ask-for-alerts.ts";
export { describeConfig, describeRule, listRules, type RuleView } from "./describe-rule.ts";
export { type ExportedSarif, exportSarif } from "./export-sarif.ts";
export { type FindingDetail, getFinding } from "./get-finding.ts";
export { type ImportedSarif, importSarif } from "./import-sarif.ts";
export {
  countFindings,
  type FindingCounts,
  type FindingFilter,
  type FindingState,
  type FindingsWeek,
  type FindingView,
  findingStates,
  findingsByWeek,
  listFindings,
} from "./list-findings.ts";
export { type RecordedScan, recordScan } from "./record-scan.ts";
export { rejectFindingsOf, settleFindingsOf } from "./settle-finding.ts";
export { isTask, taskDetector, taskRule } from "./task.ts";
export { type TriageDecision, triageDecision, triageFinding } from "./triage-finding.ts";
