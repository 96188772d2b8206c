import { AppError } from "#lib/base/index.ts";

/** What ends a request before its time: the overall limit, the caller, or whoever calls `abort`. */
export interface Deadline {
  /** Its reason is always an AppError. */
  readonly signal: AbortSignal;
  abort(reason: AppError): void;
  /** Rejects with the reason as soon as the deadline strikes. The work itself goes on unseen. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Nothing is left running after this. */
  end(): void;
}

export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const struck = Promise.withResolvers<never>();
  // Mostly nobody waits for it any more when it strikes.
  struck.promise.catch(() => undefined);
  const abort = (reason: AppError) => {
    controller.abort(reason);
    struck.reject(controller.signal.reason);
  };
  const timer = setTimeout(() => abort(timedOut()), timeoutMs);
  const onCallerAbort = () => {
    abort(new AppError("unavailable", "The request was called off.", { cause: caller?.reason }));
  };
  if (caller?.aborted === true) onCallerAbort();
  caller?.addEventListener("abort", onCallerAbort, { once: true });
  return {
    signal: controller.signal,
    abort,
    race: (work) => Promise.race([work, struck.promise]),
    end: () => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", onCallerAbort);
    },
  };
}

/** Its cause is what the standard's fetch fails with, so that a caller can tell it from a broken line. */
export function timedOut(): AppError {
  const cause = new DOMException("The time is up.", "TimeoutError");
  return new AppError("unavailable", "The server did not answer in time.", { cause });
}
