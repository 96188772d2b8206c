import { setTimeout as pause } from "node:timers/promises";
import { AppError, isAppError } from "#lib/base/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";
import type { Outgoing } from "./allowed-requests.ts";
import { limited, refusalOf, unavailable } from "./failure.ts";
import { openKeptAnswers } from "./kept-answers.ts";
import type { GitlabAnswer, GitlabRequest } from "./messages.ts";
import { addressOf, type GitlabConnection } from "./options.ts";

/** The way out to one GitLab. Throws the AppError of what GitLab refuses. */
export interface GitlabTransport {
  send(request: GitlabRequest): Promise<GitlabAnswer>;
  /** For archives and logs: read as it comes, and never twice. */
  stream(path: string, query: string): Promise<ReadableStream<Uint8Array>>;
}

const maxAttempts = 3;
const maxAnswerBytes = 64 * 1024 * 1024;
const maxStreamBytes = 2 * 1024 * 1024 * 1024;

/** `check` throws for what may not be sent, before it leaves the process. */
export function openTransport(
  options: GitlabConnection,
  check: (outgoing: Outgoing) => void,
): GitlabTransport {
  const { timeoutMs = 60_000, retryPauseMs = 500, maxPauseSeconds = 30, allow, signal } = options;
  const root = `${addressOf(options.baseUrl)}/api/v4/`;
  const limits = { timeoutMs, idleTimeoutMs: timeoutMs, ...(allow !== undefined && { allow }) };
  const plain = asFetch({ ...limits, maxBytes: maxAnswerBytes });
  const long = asFetch({ ...limits, timeoutMs: 10 * timeoutMs, maxBytes: maxStreamBytes });
  const kept = openKeptAnswers();

  async function ask(request: GitlabRequest, fetcher: typeof fetch): Promise<Response> {
    const { method, path, query = "", body } = request;
    check({ method, path, body: body ?? null });
    const etag = method === "GET" ? kept.etagOf(request) : undefined;
    return fetcher(`${root}${path}${query === "" ? "" : `?${query}`}`, {
      method,
      // A write goes where it was checked for, and nowhere else.
      redirect: method === "GET" || method === "HEAD" ? "follow" : "manual",
      headers: {
        authorization: `Bearer ${await options.token()}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(etag !== undefined && { "if-none-match": etag }),
      },
      ...(body !== undefined && { body }),
      ...(signal !== undefined && { signal }),
    });
  }

  /** One attempt: the answer, an error that is final, or how long to wait for the next. */
  async function attempt<T>(
    request: GitlabRequest,
    fetcher: typeof fetch,
    take: (response: Response) => Promise<T>,
  ): Promise<
    { readonly done: T } | { readonly error: AppError; readonly waitSeconds: number | null }
  > {
    try {
      const response = await ask(request, fetcher);
      const { status, headers } = response;
      if (status < 300 || status === 304) return { done: await take(response) };
      const after = Number(headers.get("retry-after") ?? Number.NaN);
      const words = await response.text();
      const asksToWait = status === 429 || (status === 403 && after > 0);
      if (asksToWait) {
        const waitSeconds = Number.isFinite(after) && after >= 0 ? after : 60;
        return { error: limited(waitSeconds), waitSeconds };
      }
      if (status < 500) throw refusalOf(status, words);
      return { error: unavailable(status), waitSeconds: null };
    } catch (error) {
      if (isAppError(error, "unavailable")) return { error, waitSeconds: null };
      throw error;
    }
  }

  async function repeat<T>(
    request: GitlabRequest,
    fetcher: typeof fetch,
    take: (response: Response) => Promise<T>,
  ): Promise<T> {
    // What is said twice stands there twice: whoever says it looks first.
    const isSaying = request.method === "POST" && /\/notes$|\/statuses\//.test(request.path);
    const attempts = isSaying ? 1 : maxAttempts;
    for (let count = 1; ; count++) {
      const result = await attempt(request, fetcher, take);
      if ("done" in result) return result.done;
      const { error, waitSeconds } = result;
      const isTooLong = waitSeconds !== null && waitSeconds > maxPauseSeconds;
      if (count >= attempts || isTooLong) throw error;
      const pauseMs = waitSeconds === null ? retryPauseMs * 3 ** (count - 1) : waitSeconds * 1000;
      await pause(pauseMs, undefined, signal === undefined ? {} : { signal });
    }
  }

  return {
    send: (request) =>
      repeat(request, plain, async (response) => {
        const bytes = await response.bytes();
        return kept.take(request, { status: response.status, headers: response.headers, bytes });
      }),
    stream: (path, query) =>
      repeat({ method: "GET", path, query }, long, async ({ body }) => {
        if (body === null) throw new AppError("unavailable", "GitLab sent nothing. Try again.");
        return body;
      }),
  };
}
