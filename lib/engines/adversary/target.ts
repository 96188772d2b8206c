import type { Capability } from "./capabilities.ts";
import type { TargetFailureKind, TargetUsage, ToolCall } from "./transcript.ts";
import type { World } from "./world/world.ts";

export interface AttachedDocument {
  readonly name: string;
  readonly text: string;
}

/** What an attempt needs of a target before its first turn. */
export interface SessionRequest {
  /** Unguessable; it is in the address of the suite’s tools, so that their calls are this attempt’s. */
  readonly attempt: string;
  readonly session: number;
  readonly as: "first" | "second";
  readonly system: string | null;
  /** The suite’s tools, where the target uses them. */
  readonly world: World | null;
  /** To be put where the agent searches, where the target has `retrieval` of its own. */
  readonly plant: readonly AttachedDocument[];
}

export interface TurnRequest {
  readonly text: string;
  readonly documents: readonly AttachedDocument[];
  /** Nothing is tried again: for a burst, which looks for the very refusals that are otherwise waited out. */
  readonly once?: boolean;
}

export interface TargetAnswer {
  readonly ok: true;
  readonly text: string;
  /** Calls that the target itself told of; those of the world are in the world’s own record. */
  readonly calls: readonly ToolCall[];
  readonly finish: "stop" | "length" | "filtered" | null;
  readonly usage: TargetUsage | null;
  readonly wallClockMs: number;
  /** How many requests it took, retries and turns of the tools included. */
  readonly requests: number;
}

export interface TargetFailure {
  readonly ok: false;
  readonly failure: TargetFailureKind;
  readonly status: number | null;
  /** For a person; holds no secret. */
  readonly message: string;
  readonly wallClockMs: number;
  readonly requests: number;
}

/** One conversation. `send` never throws for what the target does: that is an answer. */
export interface Conversation {
  send(turn: TurnRequest, signal: AbortSignal): Promise<TargetAnswer | TargetFailure>;
  close(): Promise<void>;
}

/** An agent under test. */
export interface Target {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Texts that must not come out, as its owner declared them. */
  readonly protectedTexts: readonly string[];
  /** How many attempts it takes at once; 1 where calls of the world cannot be told apart. */
  readonly maxConcurrency: number;
  open(request: SessionRequest): Promise<Conversation>;
}
