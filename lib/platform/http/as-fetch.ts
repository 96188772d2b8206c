import { AppError } from "#lib/base/index.ts";
import { type GuardedFetchOptions, guardedFetch, isFramingHeader } from "./guarded-fetch.ts";
import type { GuardedResponse } from "./response.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

type FetchLimits = Omit<GuardedFetchOptions, "method" | "headers" | "body" | "signal">;

/**
 * `guardedFetch` in the shape of the standard's fetch, for libraries that take one. Errors are
 * AppErrors, but for the caller's own abort; `redirect: "manual"` and `"error"` refuse a redirect.
 */
export function asFetch(limits: FetchLimits = {}): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = typeof input === "string" ? input : request.url;
    const headers = new Headers(request.headers);
    for (const name of [...headers.keys()]) if (isFramingHeader(name)) headers.delete(name);
    const body = request.body === null ? {} : { body: await request.bytes() };
    const options: GuardedFetchOptions = {
      ...limits,
      ...(request.redirect === "follow" ? {} : { maxRedirects: 0 }),
      ...body,
      method: methodOf(request),
      headers,
      signal: request.signal,
    };
    try {
      return toStandard(await guardedFetch(url, options), request.signal);
    } catch (error) {
      request.signal.throwIfAborted();
      throw error;
    }
  };
}

function toStandard(answer: GuardedResponse, signal: AbortSignal): Response {
  const { status, headers, url } = answer;
  const isBodyless = [204, 205, 304].includes(status);
  if (isBodyless) answer.discard();
  const body = isBodyless ? null : withAbortReason(answer.stream(), signal);
  const response = new Response(body, { status, headers });
  return Object.defineProperty(response, "url", { value: url });
}

/** Libraries tell a cancelled request from a failed one by the error that the body ends with. */
function withAbortReason<T>(stream: ReadableStream<T>, signal: AbortSignal): ReadableStream<T> {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          signal.throwIfAborted();
          throw error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function methodOf(request: Request): (typeof methods)[number] {
  const method = methods.find((known) => known === request.method);
  if (method === undefined) {
    throw new AppError("invalid_input", `The method ${request.method} is not used here.`);
  }
  return method;
}
