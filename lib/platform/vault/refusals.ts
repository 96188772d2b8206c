import { AppError } from "#lib/base/index.ts";

/** How long one answer of key management may take, in all. */
export const kmsTimeoutMs = 8_000;

/** `who` is the service as people know it: "AWS KMS". */
export function unavailable(who: string, cause?: unknown): AppError {
  return new AppError("unavailable", `${who} does not answer just now. Try again in a moment.`, {
    cause,
  });
}

/** `what` says what somebody must set right. */
export function refused(who: string, what: string, cause?: unknown): AppError {
  return new AppError("precondition_failed", `${who} refuses. ${what}`, { cause });
}

export function altered(who: string, cause?: unknown): AppError {
  return new AppError(
    "internal",
    `${who} cannot open a stored secret: it was altered, or is used for what it was not sealed for.`,
    { cause },
  );
}

/** `unavailable` when `work` takes longer than `timeoutMs`; the work itself goes on unseen. */
export async function bounded<T>(
  who: string,
  work: Promise<T>,
  timeoutMs = kmsTimeoutMs,
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(unavailable(who)), timeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
