export {
  type Capability,
  type Category,
  capabilities,
  categories,
  categoryIds,
  type Evidence,
  type GatePolicy,
  gatePolicySchema,
  type ProfileName,
  profileNames,
  type Report,
  type ReportedBreach,
  reportSchema,
  type ShownEvidence,
  type Transcript,
  type TranscriptEvent,
  type Verdict,
  verdicts,
  type Waiver,
  waiverSchema,
} from "#lib/engines/adversary/index.ts";
export { archiveTarget } from "./archive-target.ts";
export { attackWorkflow } from "./attack-workflow.ts";
export { cancelCampaign } from "./cancel-campaign.ts";
export { type CampaignCaps, campaignCapsSchema } from "./caps.ts";
export type * from "./case-views.ts";
export { compareCampaigns } from "./compare-campaigns.ts";
export { createTarget, type NewTarget } from "./create-target.ts";
export {
  type DescribedSeed,
  describeFormats,
  describeSeed,
  describeSuite,
} from "./describe-suite.ts";
export {
  type ExportedReport,
  exportReport,
  type ReportFormat,
  reportFormats,
} from "./export-report.ts";
export { type CampaignFilter, listCampaigns } from "./list-campaigns.ts";
export { listTargets, readTarget } from "./list-targets.ts";
export { makeFinding } from "./make-finding.ts";
export { previewCampaign } from "./preview-campaign.ts";
export { beginOwnershipProof, proveOwnership } from "./prove-ownership.ts";
export { readCampaign, readCampaignProgress, readReportBytes } from "./read-campaign.ts";
export { listCases, readCase } from "./read-cases.ts";
export { readNeighbours } from "./read-neighbours.ts";
export { type FailedGate, failedGates, readStandings, type Standing } from "./read-standings.ts";
export { nextCampaignAt } from "./schedule.ts";
export { serveTools } from "./serve-tools.ts";
export { addWaiver, removeWaiver, setSchedule, updatePolicy } from "./set-policy.ts";
export { type ReportSignature, readReportSignature, signReport } from "./sign-report.ts";
export {
  type CampaignRequest,
  retryCampaign,
  type StartedCampaign,
  startCampaign,
} from "./start-campaign.ts";
export { startDueCampaigns } from "./start-due-campaigns.ts";
export { tryTarget } from "./try-target.ts";
export { type TargetChange, updateTarget } from "./update-target.ts";
export type * from "./views.ts";
