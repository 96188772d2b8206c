import type { FaceAnswer } from "../server.ts";

const documentation = "https://docs.github.com/rest";

/** An answer of GitHub's that is no success; thrown by whatever part of the face comes to it. */
export class GithubRefusal extends Error {
  readonly answer: FaceAnswer;

  constructor(status: number, message: string, more: object = {}, headers = {}) {
    super(message);
    const body = { message, ...more, documentation_url: documentation, status: String(status) };
    this.answer = { status, body, headers };
  }
}

export function notFound(): GithubRefusal {
  return new GithubRefusal(404, "Not Found");
}

/** The long form of a failed validation. */
export function invalid(
  resource: string,
  field: string,
  code: string,
  message?: string,
): GithubRefusal {
  const error = { resource, field, code, ...(message !== undefined && { message }) };
  return new GithubRefusal(422, "Validation Failed", { errors: [error] });
}

export function unprocessable(message: string): GithubRefusal {
  return new GithubRefusal(422, message);
}
