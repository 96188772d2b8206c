import { isAppError } from "#lib/base/index.ts";
import { log, requestId } from "#lib/platform/log/index.ts";

/** Keeps what the client is not told. Returns the id that both the log and the client have. */
export function reportError(error: unknown): string {
  const id = requestId();
  log.error({ err: error, requestId: id }, "a request failed");
  return id;
}

/** Notes why a request was refused, with the cause where there is one. Returns the id, likewise. */
export function reportRefusal(error: unknown): string {
  if (isAppError(error, "unavailable")) return reportError(error);
  const id = requestId();
  log.info({ err: error, requestId: id }, "a request was refused");
  return id;
}
