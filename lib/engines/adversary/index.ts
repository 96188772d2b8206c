export { burstSize } from "./attempt/burst-size.ts";
export { type PreparedAttempt, prepareAttempt } from "./attempt/prepare-attempt.ts";
export { type AttemptPorts, runAttempt } from "./attempt/run-attempt.ts";
export type { Price } from "./attempt/usage.ts";
export { type Capability, capabilities, capabilityNames } from "./capabilities.ts";
export { exitCode } from "./gate/exit-code.ts";
export { judgeRun } from "./gate/judge-run.ts";
export { type GatePolicy, gatePolicySchema, type Waiver, waiverSchema } from "./gate/policy.ts";
export {
  type AskJudge,
  type JudgeTally,
  type ModelJudge,
  modelJudge,
} from "./judge/model-judge.ts";
export type { PlanFilter } from "./plan/filter.ts";
export { makePlan, type PlanOptions } from "./plan/make-plan.ts";
export { planDigest, planJson } from "./plan/plan-json.ts";
export type { Clock, Journal, Judge } from "./ports.ts";
export { type Baseline, readReport } from "./report/read-report.ts";
export type { RunFacts } from "./report/run-facts.ts";
export { type GateCheck, type Report, type ReportedBreach, reportSchema } from "./report/schema.ts";
export { summarize } from "./report/summarize.ts";
export { toHtml } from "./report/to-html.ts";
export { toJUnit } from "./report/to-junit.ts";
export { toSarif } from "./report/to-sarif.ts";
export {
  type CaseResult,
  type CaseSummary,
  type Evidence,
  type Excerpt,
  type GraderKind,
  type NotTestedSeed,
  type Plan,
  type PlannedCase,
  type ProfileName,
  profileNames,
  type ShownEvidence,
  type Verdict,
  verdicts,
} from "./results.ts";
export type { Campaign, CampaignCaps, CampaignOutcome } from "./run/campaign.ts";
export { type CasePreview, previewPlan } from "./run/preview-plan.ts";
export { runCampaign } from "./run/run-campaign.ts";
export { builtInSuite } from "./seed/built-in-suite.ts";
export { seedJsonSchema } from "./seed/json-schema.ts";
export { readSuite, type SuiteFile } from "./seed/read-suite.ts";
export type { Seed } from "./seed/schema.ts";
export { mergeSuites, type Suite, seedDigest } from "./seed/suite.ts";
export * from "./statistics/index.ts";
export type {
  AttachedDocument,
  Conversation,
  SessionRequest,
  Target,
  TargetAnswer,
  TargetFailure,
  TurnRequest,
} from "./target.ts";
export { capabilitiesOf } from "./targets/capabilities-of.ts";
export {
  openSpanInbox,
  openTarget,
  portLimits,
  type RunningProcess,
  readTargetSpec,
  type SpanInbox,
  type StartProcess,
  type TargetPorts,
  type TargetSpec,
  type ToolsAddress,
  targetSpecJsonSchema,
} from "./targets/index.ts";
export { type Category, categories, categoryIds } from "./taxonomy.ts";
export type {
  TargetFailureKind,
  TargetUsage,
  ToolCall,
  Transcript,
  TranscriptEvent,
} from "./transcript.ts";
export { fittingTransforms } from "./transforms/fitting.ts";
export {
  remoteTools,
  serveStdio,
  type ToolSource,
  World,
  worldSchema,
  worldServer,
} from "./world/index.ts";
export type { WorldData } from "./world/schema.ts";
