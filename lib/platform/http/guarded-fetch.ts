import type { IncomingMessage } from "node:http";
import { AppError, utf8 } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { type Allowance, parseAllowance } from "./allowance.ts";
import { acceptedEncodings } from "./body.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { exchange, type Outgoing } from "./exchange.ts";
import { failure } from "./failure.ts";
import { follow } from "./redirect.ts";
import { checkedAddresses, type Resolve, systemResolve } from "./resolve.ts";
import { type GuardedResponse, toResponse } from "./response.ts";
import { parseTarget } from "./target.ts";

export interface GuardedFetchOptions {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For everything, the body included. */
  readonly timeoutMs?: number;
  /** For each silence of the server: before it answers, and between two pieces of its answer. */
  readonly idleTimeoutMs?: number;
  /** Of the decompressed body. */
  readonly maxBytes?: number;
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal | undefined;
  /** `host:port` or a range of addresses, besides the public internet. By default ETNA_OUTBOUND_ALLOW. */
  readonly allow?: readonly string[];
  readonly resolve?: Resolve;
}

/** The caller of a request has no say in how the message is framed. */
const framingHeaders =
  /^(host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|content-length|upgrade|expect)$/;

export function isFramingHeader(name: string): boolean {
  return framingHeaders.test(name.toLowerCase());
}

/**
 * The only way out of Etna. Connects to public addresses alone, or to those the operator allowed,
 * and to the very address that was checked, for each redirect anew. Any status is an answer.
 * Throws `invalid_input` for a URL or a header that cannot be used, `forbidden` for a refused
 * address or redirect, `too_large`, and `unavailable` for faults of the network and lapse of time.
 */
export async function guardedFetch(
  url: string,
  options: GuardedFetchOptions = {},
): Promise<GuardedResponse> {
  const outgoing = firstRequest(url, options);
  const allow = (options.allow ?? config().ETNA_OUTBOUND_ALLOW).map(parseAllowance);
  const deadline = startDeadline(options.timeoutMs ?? 30_000, options.signal);
  try {
    return await followAll(outgoing, allow, deadline, options);
  } catch (error) {
    deadline.end();
    throw error;
  }
}

async function followAll(
  first: Outgoing,
  allow: readonly Allowance[],
  deadline: Deadline,
  options: GuardedFetchOptions,
): Promise<GuardedResponse> {
  const { idleTimeoutMs = 10_000, maxBytes = 10 * 1024 * 1024, maxRedirects = 5 } = options;
  let outgoing = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const answer = await step(outgoing, allow, deadline, idleTimeoutMs, options.resolve);
    const next = followOrClose(answer, outgoing);
    if (next === null) {
      return toResponse(answer, outgoing, deadline, { idleTimeoutMs, maxBytes });
    }
    outgoing = next;
  }
  throw new AppError("unavailable", `${first.url.hostname} redirects too many times.`);
}

async function step(
  outgoing: Outgoing,
  allow: readonly Allowance[],
  deadline: Deadline,
  idleTimeoutMs: number,
  resolve: Resolve = systemResolve,
): Promise<IncomingMessage> {
  try {
    const addresses = await deadline.race(checkedAddresses(outgoing.url, allow, resolve));
    return await exchange(outgoing, addresses, deadline, idleTimeoutMs);
  } catch (error) {
    throw failure(error, outgoing.url.hostname, deadline.signal);
  }
}

function followOrClose(answer: IncomingMessage, outgoing: Outgoing): Outgoing | null {
  let next: Outgoing | null = null;
  try {
    next = follow(answer, outgoing);
  } catch (error) {
    answer.destroy();
    throw error;
  }
  if (next !== null) answer.destroy();
  return next;
}

function firstRequest(text: string, options: GuardedFetchOptions): Outgoing {
  const url = parseTarget(text);
  const headers = readHeaders(options.headers);
  for (const name of headers.keys()) {
    if (isFramingHeader(name)) {
      throw new AppError("invalid_input", `The header ${name} is not for the caller to set.`);
    }
  }
  if (!headers.has("user-agent")) headers.set("user-agent", "agent-etna");
  if (!headers.has("accept-encoding")) headers.set("accept-encoding", acceptedEncodings);
  const body = typeof options.body === "string" ? utf8(options.body) : options.body;
  return { url, method: options.method ?? "GET", headers, body };
}

function readHeaders(given: GuardedFetchOptions["headers"]): Headers {
  for (const [name, value] of given instanceof Headers ? [] : Object.entries(given ?? {})) {
    // Headers would trim a line feed at either end and say nothing.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new AppError("invalid_input", `The value of the header ${name} cannot be sent.`);
    }
  }
  try {
    return new Headers(given);
  } catch (cause) {
    throw new AppError("invalid_input", "A header of this request cannot be sent.", { cause });
  }
}
