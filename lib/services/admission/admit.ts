import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import {
  clientAddress,
  type LimitClass,
  type LimitKeys,
  type LimitResult,
  limit,
  rateLimitHeaders,
} from "#lib/platform/limits/index.ts";

/** Written by bin/web.ts from the connection itself; what a client sends under this name is dropped. */
export const remoteAddressHeader = "x-etna-remote-address";

/** Whom a request is counted against, as far as that is known where it is counted. */
export interface Counted {
  /** Of the request, for the address it comes from. */
  readonly headers?: Pick<Headers, "get">;
  readonly mailbox?: string;
  /** The id of a person, or of an API token. */
  readonly user?: string;
  readonly organization?: string;
}

export interface Admission {
  /** `rate_limited`, or `unavailable` where nobody can count; null for whoever may pass. */
  readonly refusal: AppError | null;
  /** RateLimit headers for every answer, Retry-After for a refusal. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts one request of a class against all that is known of who asks. */
export async function countRequest(name: LimitClass, counted: Counted): Promise<Admission> {
  const { headers, mailbox: address, user, organization } = counted;
  const keys: LimitKeys = { ip: headers && addressOf(headers), user, organization, address };
  const result = await limit(name, keys);
  return {
    refusal: result.allowed ? null : refusalOf(result),
    headers: rateLimitHeaders(result),
  };
}

/** The same, for whoever wants no headers: throws the refusal. */
export async function admit(...request: Parameters<typeof countRequest>): Promise<void> {
  const { refusal } = await countRequest(...request);
  if (refusal !== null) throw refusal;
}

function refusalOf({ storeDown, retryAfterSeconds }: LimitResult): AppError {
  const words = storeDown
    ? "Etna cannot count requests at the moment, so it lets none of these in. Try again in a minute."
    : `Too many requests. Try again in ${wait(retryAfterSeconds)}.`;
  return new AppError(storeDown ? "unavailable" : "rate_limited", words, { retryAfterSeconds });
}

function wait(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "one second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function addressOf(headers: Pick<Headers, "get">): string {
  const remote = headers.get(remoteAddressHeader);
  // A development server has no connection to tell of: all its visitors are this machine.
  return remote ? clientAddress(headers, remote, config().ETNA_TRUSTED_PROXIES) : "127.0.0.1";
}
