import { APICallError, LoadAPIKeyError, RetryError } from "ai";
import { isAppError } from "#lib/base/index.ts";
import type { ModelFailure, ModelFailureKind } from "#lib/engines/agent/index.ts";

const words: Readonly<Record<ModelFailureKind, string>> = {
  key_refused: "refused the key. Check that it is right, and what it may do.",
  out_of_credit: "says that the account has no credit left, or has reached its limit.",
  over_budget: "may not be asked: the budget is used up.",
  model_unknown: "does not know this model, or the key may not use it.",
  address_refused: "may not be asked at this address.",
  request_refused: "refused the request.",
  rate_limited: "asks for patience: too many requests.",
  overloaded: "is overloaded or out of order.",
  malformed: "gave an answer that cannot be read.",
  cut: "broke off in the middle of an answer.",
  timed_out: "did not answer in time.",
  unreachable: "cannot be reached.",
};

/** What a kind of failure means, said of whoever was asked. */
export function failureSentence(who: string, kind: ModelFailureKind): string {
  return `${who} ${words[kind]}`;
}

/** What went wrong in plain words. Nothing that a provider or a library wrote is passed on. */
export function failureOf(provider: string, error: unknown): ModelFailure {
  const known = RetryError.isInstance(error) ? error.lastError : error;
  const kind = kindOf(known);
  const detail = kind === "request_refused" ? statusOf(known) : "";
  return {
    ok: false,
    kind,
    message: `${failureSentence(provider, kind)}${detail}`,
    retryAfterSeconds: retryAfter(known),
  };
}

export function cutFailure(provider: string): ModelFailure {
  return {
    ok: false,
    kind: "cut",
    message: failureSentence(provider, "cut"),
    retryAfterSeconds: null,
  };
}

function kindOf(error: unknown): ModelFailureKind {
  if (LoadAPIKeyError.isInstance(error)) return "key_refused";
  const app = appErrorIn(error);
  if (app !== null) return app;
  if (APICallError.isInstance(error)) return kindOfAnswer(error.statusCode ?? 0, bodyOf(error));
  return kindOfStreamed(error);
}

/** What the guarded fetch said, wherever the library has wrapped it. */
function appErrorIn(error: unknown): ModelFailureKind | null {
  for (
    let each = error, depth = 0;
    each instanceof Error && depth < 5;
    each = each.cause, depth++
  ) {
    if (!isAppError(each)) continue;
    if (each.code === "forbidden" || each.code === "invalid_input") return "address_refused";
    if (each.code === "too_large") return "malformed";
    return /in time/.test(each.message) ? "timed_out" : "unreachable";
  }
  return null;
}

function kindOfAnswer(status: number, body: string): ModelFailureKind {
  // Google speaks of billing also where a minute's requests are used up.
  const noCredit =
    status === 429
      ? /insufficient_quota|credit balance|out of credit|spend(?:ing)? limit/i
      : /insufficient_quota|credit balance|billing|payment|out of credit|spend(?:ing)? limit/i;
  const noModel =
    /model_not_found|not_found_error|does not exist|is not found|invalid_model|unknown model/i;
  if (status === 402 || noCredit.test(body)) return "out_of_credit";
  if (status === 401 || /invalid_api_key|API_KEY_INVALID|API key not valid/i.test(body)) {
    return "key_refused";
  }
  if (status === 404 || (status === 400 && noModel.test(body))) return "model_unknown";
  if (status === 403) return noModel.test(body) ? "model_unknown" : "key_refused";
  if (status === 429) return "rate_limited";
  if (status === 408 || status === 504) return "timed_out";
  if (status >= 500) return "overloaded";
  if (status >= 200 && status < 300) return "malformed";
  return "request_refused";
}

/** An error within a stream: what the provider sent as its event, or what a parser made of it. */
function kindOfStreamed(error: unknown): ModelFailureKind {
  const text =
    error instanceof Error ? `${error.name} ${error.message}` : (JSON.stringify(error) ?? "");
  if (/overloaded|server_error|internal|UNAVAILABLE/i.test(text)) return "overloaded";
  if (/rate.?limit|RESOURCE_EXHAUSTED/i.test(text)) return "rate_limited";
  if (/AbortError|TimeoutError|timed? ?out/i.test(text)) return "timed_out";
  return /finish reason|stream ended|message_stop|ended before|incomplete/i.test(text)
    ? "cut"
    : "malformed";
}

function bodyOf(error: { readonly responseBody?: string | undefined }): string {
  return (error.responseBody ?? "").slice(0, 4000);
}

function statusOf(error: unknown): string {
  return APICallError.isInstance(error) && error.statusCode !== undefined
    ? ` Its answer had the status ${error.statusCode}.`
    : "";
}

/** RFC 9110 §10.2.3: seconds or a date; `retry-after-ms` is OpenAI's, `retryDelay` in the body Google's. */
function retryAfter(error: unknown): number | null {
  const headers = APICallError.isInstance(error) ? error.responseHeaders : undefined;
  const ms = Number(headers?.["retry-after-ms"] ?? Number.NaN);
  if (ms > 0) return ms / 1000;
  const text = headers?.["retry-after"];
  if (text === undefined) {
    const delay = APICallError.isInstance(error)
      ? /"retryDelay"\s*:\s*"(\d{1,6}(?:\.\d+)?)s"/.exec(bodyOf(error))?.[1]
      : undefined;
    return delay === undefined ? null : Math.ceil(Number(delay));
  }
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
