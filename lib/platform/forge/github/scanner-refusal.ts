import { statusOf, wordsOf } from "./failure.ts";

/** True where a scanner does not scan this repository, or GitHub does not have it there. */
export function isOff(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || (status === 403 && /\b(?:enabled|disabled)\b/.test(wordsOf(error)));
}

/** True where Etna was not given its alerts. A limit that is spent is no refusal. */
export function isRefused(error: unknown): boolean {
  return statusOf(error) === 403 && !isOff(error) && !wordsOf(error).includes("rate limit");
}
