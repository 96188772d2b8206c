import { AppError } from "#lib/base/index.ts";
import { type GuardedFetchOptions, guardedFetch, isFramingHeader } from "./guarded-fetch.ts";

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
      return toStandard(await guardedFetch(url, options));
    } catch (error) {
      request.signal.throwIfAborted();
      throw error;
    }
  };
}

function toStandard(answer: Awaited<ReturnType<typeof guardedFetch>>): Response {
  const { status, headers, url } = answer;
  const isBodyless = [204, 205, 304].includes(status);
  if (isBodyless) answer.discard();
  const response = new Response(isBodyless ? null : answer.stream(), { status, headers });
  return Object.defineProperty(response, "url", { value: url });
}

function methodOf(request: Request): (typeof methods)[number] {
  const method = methods.find((known) => known === request.method);
  if (method === undefined) {
    throw new AppError("invalid_input", `The method ${request.method} is not used here.`);
  }
  return method;
}
