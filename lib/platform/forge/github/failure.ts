import { AppError, isAppError } from "#lib/base/index.ts";

interface RequestError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Headers };
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** As @octokit/request throws it, which is not a package of ours to import. */
function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === "HttpError" && "status" in error;
}

/** The status of GitHub's refusal; null for anything else. */
export function statusOf(error: unknown): number | null {
  return isRequestError(error) && error.response !== undefined ? error.status : null;
}

/** GitHub's own words, lower case; for telling refusals of one status apart, never for showing. */
export function wordsOf(error: unknown): string {
  return isRequestError(error) ? error.message.toLowerCase() : "";
}

/** The AppError for what a request to GitHub came to. It holds no header, no body and no token. */
export function githubFailure(error: unknown, repository: string): unknown {
  if (isAppError(error)) return error;
  if (!isRequestError(error)) return error;
  if (isAppError(error.cause)) return error.cause;
  const { status, response } = error;
  const cause = { cause: new Error(`GitHub answered ${status}: ${error.message.slice(0, 500)}`) };
  if (response === undefined || status >= 500) {
    return new AppError("unavailable", "GitHub does not answer properly. Try again later.", cause);
  }
  const { headers } = response;
  const words = wordsOf(error);
  if (status === 429 || isRateLimit(status, words, headers)) {
    return new AppError(
      "unavailable",
      `GitHub takes no more requests from Etna for now. Try again ${again(headers)}.`,
      cause,
    );
  }
  if (status === 401) {
    return new AppError(
      "precondition_failed",
      `GitHub no longer accepts Etna's credential for ${repository}. Connect GitHub again.`,
      cause,
    );
  }
  if (status === 403) return refusal(repository, words, headers, cause);
  if (status === 404 || status === 410) {
    return new AppError(
      "not_found",
      `GitHub shows Etna no such thing in ${repository}. It is gone, or Etna was not given access to it: look at the connection's repositories.`,
      cause,
    );
  }
  if (status === 409 && words.includes("repository is empty")) {
    return new AppError(
      "precondition_failed",
      `${repository} has no commit yet. Make one and try again.`,
      cause,
    );
  }
  return new AppError("precondition_failed", `GitHub refuses this in ${repository}.`, cause);
}

function isRateLimit(status: number, words: string, headers: Headers): boolean {
  if (status !== 403) return false;
  const isSpent = String(headers["x-ratelimit-remaining"]) === "0";
  return words.includes("secondary rate limit") || isSpent || headers["retry-after"] !== undefined;
}

function again(headers: Headers): string {
  const seconds = Number(headers["retry-after"]);
  if (Number.isFinite(seconds) && seconds > 0) return `in ${Math.ceil(seconds)} s`;
  const reset = Number(headers["x-ratelimit-reset"]);
  if (!Number.isFinite(reset) || reset <= 0) return "in a minute";
  return `after ${new Date(reset * 1000).toISOString().replace(".000Z", "Z")}`;
}

function refusal(
  repository: string,
  words: string,
  headers: Headers,
  cause: { readonly cause: Error },
): AppError {
  if (words.includes("archived")) {
    return new AppError(
      "precondition_failed",
      `${repository} is archived, and so read-only. Unarchive it and try again.`,
      cause,
    );
  }
  if (words.includes("suspended")) {
    return new AppError(
      "precondition_failed",
      `The installation of Etna's GitHub App is suspended. Unsuspend it, and try again.`,
      cause,
    );
  }
  const granular = String(headers["x-accepted-github-permissions"] ?? "");
  const scopes = String(headers["x-accepted-oauth-scopes"] ?? "");
  const needed = /^[a-z_=;, ]{1,200}$/.test(granular)
    ? ` It needs the permission ${granular.replaceAll("=", ": ")}.`
    : /^[a-z_:, ]{1,200}$/.test(scopes)
      ? ` It needs one of the scopes ${scopes}.`
      : "";
  return new AppError(
    "forbidden",
    `GitHub does not let Etna do this in ${repository}.${needed} Grant it on GitHub and try again.`,
    cause,
  );
}
