import { AppError, isAppError } from "#lib/base/index.ts";

/** The AppError for what node:http, node:tls or node:zlib reported. */
export function failure(error: unknown, hostname: string, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  if (isAppError(signal.reason)) return signal.reason;
  const cause = { cause: error };
  const code = codeOf(error);
  if (code === "HPE_HEADER_OVERFLOW") {
    return new AppError("too_large", `${hostname} answered with too many headers.`, cause);
  }
  if (/^ERR_(INVALID_(CHAR|HTTP_TOKEN)|HTTP_INVALID|UNESCAPED)/.test(code)) {
    return new AppError("invalid_input", "A header of this request cannot be sent.", cause);
  }
  if (/CERT|VERIFY|SIGNATURE/.test(code)) {
    return new AppError("unavailable", `The certificate of ${hostname} is not trusted.`, cause);
  }
  if (/^(HPE|Z|ERR__?Z|ERR_BROTLI|ERR__ERROR)_/.test(code)) {
    return new AppError("unavailable", `${hostname} did not answer in proper HTTP.`, cause);
  }
  return new AppError("unavailable", `The connection to ${hostname} failed.`, cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
