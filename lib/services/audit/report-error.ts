import type { AppError } from "#lib/base/index.ts";
import { log, requestId } from "#lib/platform/log/index.ts";

/** Keeps what the client is not told. Returns the id that both the log and the client have. */
export function reportError(error: unknown): string {
  const id = requestId();
  log.error({ err: error, requestId: id }, "a request failed");
  return id;
}

/** Notes why a request was refused, with the cause where there is one. Returns the id, likewise. */
export function reportRefusal(error: AppError): string {
  if (error.code === "unavailable") return reportError(error);
  const id = requestId();
  const { code, message: reason, cause } = error;
  log.info({ code, reason, requestId: id, ...(cause !== undefined && { err: cause }) }, "refused");
  return id;
}
