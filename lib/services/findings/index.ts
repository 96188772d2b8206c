export { alertsWorkflow } from "./alerts-workflow.ts";
export { askForAlerts, lookForAlerts, lookForStaleAlerts } from "./ask-for-alerts.ts";
export {
  countFindings,
  countMatching,
  type FindingCounts,
  type TimeToFix,
  timeToFix,
} from "./count-findings.ts";
export { describeConfig, describeRule, listRules, type RuleView } from "./describe-rule.ts";
export { type ExportedSarif, exportSarif } from "./export-sarif.ts";
export {
  type FindingMatch,
  type FindingState,
  findingStates,
  fixStandings,
} from "./find-findings.ts";
export { type FindingsWeek, findingsByWeek } from "./findings-by-week.ts";
export { type FindingDetail, getFinding } from "./get-finding.ts";
export {
  type FindingGroup,
  findingGroupings,
  groupFindings,
  listFoundRules,
} from "./group-findings.ts";
export { type ImportedSarif, importSarif } from "./import-sarif.ts";
export { type Breach, keepBreach } from "./keep-breach.ts";
export { type FindingFilter, findingOrders, listFindings } from "./list-findings.ts";
export { type RecordedScan, recordScan } from "./record-scan.ts";
export { maxTroubles, readTroubles, type ScanTrouble } from "./scan-troubles.ts";
export { rejectFindingsOf, settleFindingsOf } from "./settle-finding.ts";
export { isTask, taskDetector, taskRule } from "./task.ts";
export { type TriageDecision, triageDecision, triageFinding } from "./triage-finding.ts";
export { type Chosen, maxTriaged, type Triaged, triageFindings } from "./triage-findings.ts";
export type { FindingView } from "./view-finding.ts";
