import { isAppError } from "#lib/base/index.ts";
import type { TargetFailureKind } from "../transcript.ts";

/** Why a turn has no answer. It never leaves this room: `send` answers with a `TargetFailure`. */
export class TargetFault extends Error {
  override readonly name = "TargetFault";
  readonly kind: TargetFailureKind;
  readonly status: number | null;
  /** Whether asking again makes sense, and when at the soonest. */
  readonly retry: { readonly afterMs: number | null } | null;

  constructor(
    kind: TargetFailureKind,
    message: string,
    more: {
      readonly status?: number;
      readonly retry?: TargetFault["retry"];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.kind = kind;
    this.status = more.status ?? null;
    this.retry = more.retry ?? null;
  }
}

/** What a fetch port, a stream or a process failed with, as the fault of a target. */
export function faultOf(error: unknown): TargetFault {
  if (error instanceof TargetFault) return error;
  if (isAppError(error, "forbidden") || isAppError(error, "invalid_input")) {
    return new TargetFault("address_refused", error.message, { cause: error });
  }
  if (isAppError(error, "too_large")) {
    return new TargetFault("too_large", error.message, { cause: error });
  }
  if (isTimeout(error)) {
    return new TargetFault("timed_out", "The target did not answer in time.", { cause: error });
  }
  const retry = { afterMs: null };
  const message = "The connection to the target failed, or ended before its answer did.";
  return new TargetFault("unavailable", message, { cause: error, retry });
}

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "TimeoutError" || isTimeout(error.cause);
}
