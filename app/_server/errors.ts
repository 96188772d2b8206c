import { randomUUID } from "node:crypto";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { FormState } from "#components/ui/form-state.ts";
import { AppError, type ErrorCode, isAppError } from "#lib/base/index.ts";
import { reportError } from "#lib/services/audit/index.ts";

const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

interface Shown {
  readonly code: ErrorCode;
  readonly message: string;
  readonly requestId: string;
}

/** What may be shown of an error. Anything but an AppError stays in the log, under the request id. */
function shown(error: unknown): Shown {
  const requestId = randomUUID();
  if (isAppError(error) && error.code !== "internal") {
    return { code: error.code, message: error.message, requestId };
  }
  reportError(error, requestId);
  return {
    code: "internal",
    message: "Something failed inside Etna. Nothing was lost.",
    requestId,
  };
}

/** Runs what a form asked for; a refusal comes back in place, in words. */
export async function answerForm(work: () => Promise<FormState | undefined>): Promise<FormState> {
  try {
    return (await work()) ?? {};
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof z.ZodError) return { fields: fieldErrors(error) };
    const { message, requestId } = shown(error);
    return { error: message, requestId };
  }
}

/** Runs an API route; a refusal becomes problem+json (RFC 9457). */
export async function answerApi(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { code, message, requestId } = shown(asInput(error));
    const status = statusOf[code];
    return Response.json(
      { type: `https://agentetna.com/errors/${code}`, title: message, status, code, requestId },
      {
        status,
        headers: { "content-type": "application/problem+json", "x-request-id": requestId },
      },
    );
  }
}

/** The same answer for what does not exist and for what is not the caller's. */
export function nothingHere(): AppError {
  return new AppError("not_found", "There is nothing here.");
}

function asInput(error: unknown): unknown {
  if (!(error instanceof z.ZodError)) return error;
  const words = Object.entries(fieldErrors(error)).map(([field, text]) => `${field}: ${text}`);
  return new AppError("invalid_input", words.join(" "), { cause: error });
}

function fieldErrors(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(
    error.issues.toReversed().map((issue) => [issue.path.join(".") || "form", issue.message]),
  );
}
