export { findingBrief, findingScope, taskBrief, taskScope } from "./brief.ts";
export type { AgentEnd, AgentJob, AgentPorts, AgentResult } from "./job.ts";
export { type LedgerRecord, ledgerDigest } from "./ledger.ts";
export { defaultAgentLimits, defaultContextLimits } from "./limits.ts";
export { runAgent } from "./loop.ts";
export type { Part } from "./parts.ts";
export type {
  Checks,
  Clock,
  Model,
  ModelAnswer,
  ModelFailure,
  ModelFailureKind,
  ModelRequest,
  RequestMessage,
  ToolCall,
  Transcript,
  TranscriptEvent,
  Usage,
} from "./ports.ts";
export { type SecondCheck, type SecondCheckJob, secondCheck } from "./second-check.ts";
export { shownPatch } from "./shown-patch.ts";
export { standardChecks } from "./standard-checks.ts";
