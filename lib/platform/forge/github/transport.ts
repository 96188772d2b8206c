import { asFetch } from "#lib/platform/http/index.ts";
import { checkAllowed } from "./allowed-requests.ts";
import type { GithubForgeOptions } from "./options.ts";

const megabyte = 1024 * 1024;

/** A recursive listing and a blob in base64 are the largest answers that are read whole. */
const maxAnswerBytes = 64 * megabyte;
const maxArchiveBytes = 2048 * megabyte;

/** The way out for one repository: every request is checked against what may be sent at all. */
export function guardedTransport(options: GithubForgeOptions): typeof fetch {
  const { timeoutMs = 60_000, allow } = options;
  const limits = { timeoutMs, idleTimeoutMs: timeoutMs, ...(allow !== undefined && { allow }) };
  const plain = asFetch({ ...limits, maxBytes: maxAnswerBytes });
  const large = asFetch({ ...limits, timeoutMs: 10 * timeoutMs, maxBytes: maxArchiveBytes });
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = init?.method ?? "GET";
    const body = typeof init?.body === "string" ? init.body : null;
    checkAllowed({ method, url, body }, options);
    return isLong(url) ? large(input, init) : plain(input, init);
  };
}

function isLong(url: string): boolean {
  return /\/tarball\/[0-9a-f]{40}$|\/actions\/jobs\/\d+\/logs$/.test(url);
}
