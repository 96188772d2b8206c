import { z } from "zod";
import { AppError, type ErrorCode, isAppError } from "#lib/base/index.ts";
import { reportError, reportRefusal } from "#lib/services/audit/index.ts";

const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  // Who asks is known, so it is no 401: they confirm in the same session and ask again.
  reauthentication_required: 403,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

export interface Shown {
  readonly code: ErrorCode;
  readonly message: string;
  readonly requestId: string;
  readonly retryAfterSeconds?: number | undefined;
}

/** After this it makes sense to ask again where what is unavailable does not say when. */
const usualPauseSeconds = 30;

/** What may be shown of an error. Anything but an AppError stays in the log, under the request id. */
export function shown(error: unknown): Shown {
  if (isAppError(error) && error.code !== "internal") {
    const { code, message } = error;
    const pause = code === "unavailable" ? usualPauseSeconds : undefined;
    const retryAfterSeconds = error.retryAfterSeconds ?? pause;
    return { code, message, retryAfterSeconds, requestId: reportRefusal(error) };
  }
  return {
    code: "internal",
    message: "Something failed inside Etna. Nothing was lost.",
    requestId: reportError(error),
  };
}

/** Runs an API route; a refusal becomes problem+json (RFC 9457). */
export async function answerApi(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { code, message, requestId, retryAfterSeconds } = shown(asInput(error));
    const status = statusOf[code];
    return Response.json(
      { type: `https://agentetna.com/errors/${code}`, title: message, status, code, requestId },
      {
        status,
        headers: {
          "content-type": "application/problem+json",
          "cache-control": "no-store",
          "x-request-id": requestId,
          ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
        },
      },
    );
  }
}

/** The same answer for what does not exist and for what is not the caller's. */
export function nothingHere(): AppError {
  return new AppError("not_found", "There is nothing here.");
}

/** By the name of a field: what is wrong with it. */
export function fieldErrors(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(
    error.issues.toReversed().map((issue) => [issue.path.join(".") || "form", issue.message]),
  );
}

function asInput(error: unknown): unknown {
  if (!(error instanceof z.ZodError)) return error;
  const words = Object.entries(fieldErrors(error)).map(([field, text]) => {
    const sentence = text.endsWith(".") ? text : `${text}.`;
    return field === "form" ? sentence : `${field}: ${sentence}`;
  });
  return new AppError("invalid_input", words.join(" "));
}
