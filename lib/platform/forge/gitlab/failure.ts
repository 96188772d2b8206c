import { AppError, type ErrorCode, isAppError } from "#lib/base/index.ts";

/** GitLab's refusal as it came: kept as the cause of the AppError that says it. */
class GitlabRefusal extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

/** The status of GitLab's refusal; null for anything else. */
export function statusOf(error: unknown): number | null {
  return isAppError(error) && error.cause instanceof GitlabRefusal ? error.cause.status : null;
}

/** GitLab's own words, for telling refusals of one status apart, never for showing. */
export function wordsOf(error: unknown): string {
  return isAppError(error) && error.cause instanceof GitlabRefusal ? error.cause.message : "";
}

/** The AppError for an answer that is no success. It holds no header and no token. */
export function refusalOf(status: number, body: string): AppError {
  const words = readWords(body);
  const fail = (code: ErrorCode, message: string) =>
    new AppError(code, message, { cause: new GitlabRefusal(status, words) });
  if (status === 401) {
    return fail(
      "precondition_failed",
      "GitLab no longer accepts Etna's token. Connect GitLab again.",
    );
  }
  if (status === 403 && words.includes("insufficient_scope")) {
    return fail(
      "forbidden",
      "Etna's token for GitLab lacks the scope api. Connect GitLab again, and grant it.",
    );
  }
  if (status === 403) {
    return fail(
      "forbidden",
      "GitLab does not let Etna do this. The token's user needs the role Developer, the project may not be archived, and branches below etna/ may not be protected.",
    );
  }
  if (status === 404) {
    return fail(
      "not_found",
      "GitLab shows Etna no such thing. It is gone, or the token's user is no member of the project.",
    );
  }
  if (status === 413) return fail("too_large", "GitLab refuses a change of this size.");
  return fail("precondition_failed", `GitLab refuses this with status ${status}.`);
}

export function unavailable(status: number): AppError {
  const cause = new Error(`GitLab answered ${status}.`);
  return new AppError("unavailable", "GitLab does not answer properly. Try again later.", {
    cause,
  });
}

export function limited(seconds: number): AppError {
  return new AppError(
    "unavailable",
    `GitLab takes no more requests from Etna for now. Try again in ${Math.ceil(seconds)} s.`,
  );
}

/** `{"message": …}` or `{"error": …, "error_description": …}`, whatever is in them. */
function readWords(body: string): string {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    read = body;
  }
  return JSON.stringify(read).slice(0, 1000);
}
