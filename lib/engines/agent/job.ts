import type { FileChange, Workspace } from "#lib/base/index.ts";
import type { PatchScope, ValidationCheck } from "#lib/engines/patch/index.ts";
import type { LedgerRecord } from "./ledger.ts";
import type { AgentLimits, ContextLimits } from "./limits.ts";
import type { Part } from "./parts.ts";
import type { Checks, Clock, Model, ModelFailure, Transcript, Usage } from "./ports.ts";

export interface AgentJob {
  readonly workspace: Workspace;
  /** What is to be done, and what is known of it: our words, and what others wrote as data. */
  readonly brief: readonly Part[];
  /** What the requests are for, as the ledger names it: "fix", "repair", "second opinion". */
  readonly purpose: string;
  readonly scope: PatchScope;
  /** What its fences are made of, where a torn run goes on and must ask the very same; else it is made. */
  readonly delimiter?: string;
  readonly limits: AgentLimits;
  readonly contextLimits: ContextLimits;
}

export interface AgentPorts {
  readonly model: Model;
  readonly checks: Checks;
  readonly clock: Clock;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
}

/** How a run ended. There is no other way. */
export type AgentEnd =
  | {
      readonly state: "submitted";
      readonly summary: string;
      readonly checks: readonly ValidationCheck[];
    }
  | { readonly state: "gave_up"; readonly why: string }
  | {
      readonly state: "out_of";
      /** "price": the cost has a limit, and is not known. */
      readonly what: "steps" | "tokens" | "money" | "price" | "time" | "room";
    }
  | { readonly state: "refused"; readonly failed: readonly ValidationCheck[] }
  | { readonly state: "model_failed"; readonly failure: ModelFailure }
  | { readonly state: "called_off" };

export interface AgentResult {
  readonly end: AgentEnd;
  /** Empty unless it was submitted and every check agreed: nothing else may be written. */
  readonly changes: readonly FileChange[];
  readonly steps: number;
  readonly usage: Usage;
  /** US dollars; null where a price is not known. */
  readonly costUsd: number | null;
  readonly ledger: LedgerRecord;
}
