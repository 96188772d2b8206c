import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import {
  clientAddress,
  type LimitClass,
  type LimitResult,
  limit,
  rateLimitHeaders,
} from "#lib/platform/limits/index.ts";

/** Written by bin/web.ts from the connection itself; what a client sends under this name is dropped. */
export const remoteAddressHeader = "x-etna-remote-address";

export interface Admission {
  readonly allowed: boolean;
  /** In words, for whoever was refused. */
  readonly refusal: string | null;
  /** RateLimit headers for every answer, Retry-After for a refusal. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts one request of a class against the address it comes from, and the mailbox or person that is named. */
export async function countRequest(
  name: LimitClass,
  request: {
    readonly headers: Pick<Headers, "get">;
    readonly mailbox?: string;
    readonly user?: string;
  },
): Promise<Admission> {
  const ip = addressOf(request.headers);
  const result = await limit(name, { ip, address: request.mailbox, user: request.user });
  return {
    allowed: result.allowed,
    refusal: result.allowed ? null : refusalOf(result),
    headers: rateLimitHeaders(result),
  };
}

/** The same, for a verb: throws `rate_limited`, or `unavailable` where nobody can count. */
export async function admit(...request: Parameters<typeof countRequest>): Promise<void> {
  const { refusal } = await countRequest(...request);
  if (refusal !== null) throw new AppError("rate_limited", refusal);
}

function refusalOf({ storeDown, retryAfterSeconds }: LimitResult): string {
  return storeDown
    ? "Etna cannot count requests at the moment, so it lets none of these in. Try again in a minute."
    : `Too many requests. Try again in ${wait(retryAfterSeconds)}.`;
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
