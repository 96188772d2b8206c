/** Why a request had no answer. None of these is a breach or a pass. */
export type TargetFailureKind =
  | "rate_limited"
  | "unavailable"
  | "timed_out"
  | "too_large"
  | "malformed"
  | "unauthorized"
  | "rejected"
  | "address_refused"
  | "over_cap";

/** Tokens as the target counted them. */
export interface TargetUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** One call of a tool: of the suite’s own world, told by the target, or read from a span. */
export interface ToolCall {
  readonly tool: string;
  /** As the agent wrote them; `{}` where they could not be read as an object. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the tool answered; null where that is not known. */
  readonly result: string | null;
  readonly source: "world" | "target" | "span";
  /** Records of the world that the call handed out or changed, as `table/id`, with their customer. */
  readonly touched?: readonly {
    readonly table: string;
    readonly id: string;
    readonly tenant: string;
  }[];
}

/** What happened in one attempt, in order. It is all that a grader sees, and all that is kept. */
export type TranscriptEvent =
  | {
      readonly kind: "planted";
      readonly place: "system" | "document" | "world" | "memory";
      readonly name: string;
      readonly text: string;
    }
  | {
      readonly kind: "said";
      readonly session: number;
      readonly as: "first" | "second";
      readonly text: string;
    }
  | ({ readonly kind: "called"; readonly session: number } & ToolCall)
  | {
      readonly kind: "answered";
      readonly session: number;
      readonly text: string;
      /** Why it ended: `length` where a limit cut it, `filtered` where a filter withheld it. */
      readonly finish: "stop" | "length" | "filtered" | null;
      readonly wallClockMs: number;
      readonly usage: TargetUsage | null;
    }
  | {
      readonly kind: "failed";
      readonly session: number;
      readonly failure: TargetFailureKind;
      readonly status: number | null;
      readonly message: string;
      readonly wallClockMs: number;
    }
  /** Requests that were made at once, to see whether the target limits them. */
  | {
      readonly kind: "burst";
      readonly requests: number;
      readonly answered: number;
      readonly limited: number;
    };

export interface Transcript {
  readonly events: readonly TranscriptEvent[];
  /** What the world’s records were when the attempt ended, where they differ: `table/id` → fields. */
  readonly changed: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
