import { AppError, isAppError } from "#lib/base/index.ts";
import { log, redactText } from "#lib/platform/log/index.ts";

/**
 * Runs a step's work. What it throws is recorded for ever with stack, causes and all, so the log gets
 * the whole of it and the record no more than a code and words.
 */
export async function recordable<T>(step: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.warn({ err: error, step }, "a step of a workflow failed");
    throw withoutOrigin(error);
  }
}

function withoutOrigin(error: unknown): Error {
  const told = isAppError(error)
    ? new AppError(error.code, redactText(error.message))
    : new Error(`${error instanceof Error ? error.name : "What is no error"}: see the log.`);
  told.stack = `${told.name}: ${told.message}`;
  return told;
}
