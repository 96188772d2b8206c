export { argumentsOf, event, pieces } from "#samples/models/pieces.ts";

/** What the model is to say: words, calls of tools (a string is sent as arguments that are no JSON). */
export interface Said {
  readonly text?: string;
  readonly calls?: readonly (readonly [tool: string, input: unknown])[];
  /** The limit of output tokens ended it. */
  readonly cutShort?: boolean;
  /** No usage is reported. */
  readonly noUsage?: boolean;
  /** Of the input, what Anthropic's cache gave and took, in tokens. */
  readonly cached?: { readonly read: number; readonly write: number };
}

export type Fault =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A body that is none of the format. */
  | "malformed"
  /** The connection ends in the middle of an answer. */
  | "cut"
  /** The answer ends in its middle, and the connection as if all had been said. */
  | "short"
  /** An error within the stream, as the provider sends one. */
  | "stream_error"
  /** Nothing, for ever. */
  | "silent"
  /** One piece, then nothing. */
  | "stalled"
  /** Its words as one JSON body, though a stream was asked for: some gateways do so. */
  | { readonly whole: string }
  /** Every piece after a pause of 30 ms. */
  | { readonly slow: Said };

/** Said in view of the request's body: for a model that does what it reads. */
type Seen = (body: string) => Said | Promise<Said>;

export type Turn = Said | Fault | Seen;

export const usage = { input: 1200, output: 80 };

export function isSaid(turn: Said | Fault): turn is Said {
  return typeof turn === "object" && !("status" in turn || "slow" in turn || "whole" in turn);
}
