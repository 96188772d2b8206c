import type { FileChange, JsonObject } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: JsonObject;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** The arguments; the text as it came where it is no JSON. */
  readonly input: unknown;
}

export type RequestMessage =
  | { readonly role: "user"; readonly text: string }
  | {
      readonly role: "assistant";
      readonly text: string;
      readonly calls: readonly ToolCall[];
      /** What the provider wants back of its own answer, word for word; the door knows its form. */
      readonly continuation?: unknown;
    }
  | {
      readonly role: "tool";
      readonly results: readonly {
        readonly callId: string;
        readonly toolName: string;
        readonly text: string;
      }[];
    };

/** Everything that leaves for the provider. Made by `openLedger(…).build` and by nobody else. */
export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly RequestMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly maxOutputTokens: number;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ModelAnswer {
  readonly ok: true;
  readonly text: string;
  readonly calls: readonly ToolCall[];
  /** True where the limit of output tokens ended it. */
  readonly cutShort: boolean;
  /** Null where the provider said nothing of it. */
  readonly usage: Usage | null;
  /** US dollars; null where the price is not known. */
  readonly costUsd: number | null;
  readonly continuation: unknown;
}

export type ModelFailureKind =
  | "key_refused"
  | "out_of_credit"
  | "over_budget"
  | "model_unknown"
  | "address_refused"
  | "request_refused"
  | "rate_limited"
  | "overloaded"
  | "malformed"
  | "cut"
  | "timed_out"
  | "unreachable";

/** An answer as well: what went wrong at the provider, for a person. Never a key, never a body. */
export interface ModelFailure {
  readonly ok: false;
  readonly kind: ModelFailureKind;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

/** A model of one provider, with one key. `ask` ends when the signal does. */
export interface Model {
  readonly provider: string;
  readonly name: string;
  ask(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer | ModelFailure>;
}

/** The validators of a change. Nothing of the customer's code is executed by any. */
export interface Checks {
  readonly ids: readonly string[];
  /** The named ones, or all. */
  run(changes: readonly FileChange[], id?: string): Promise<readonly ValidationCheck[]>;
}

export interface Clock {
  nowMs(): number;
  /** Resolves when the time is over or the signal strikes. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One line of the transcript. Its texts have been redacted. */
export interface TranscriptEvent {
  readonly atMs: number;
  readonly kind:
    | "asked"
    | "answered"
    | "failed"
    | "waited"
    | "tool"
    /** What a tool changed: the whole change so far. */
    | "changed"
    /** What the validators said of it. */
    | "checked"
    | "ended";
  readonly step: number;
  readonly detail: JsonObject;
}

/** Keeps each event as it happens, so that a torn run has left what it did. */
export interface Transcript {
  append(event: TranscriptEvent): Promise<void>;
}
