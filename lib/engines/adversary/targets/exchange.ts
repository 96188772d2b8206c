import { boundedText } from "./bounded.ts";
import { faultOf, TargetFault } from "./fault.ts";
import { inTime, type Turn } from "./turn.ts";

export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>> | Headers;
  readonly body?: string | undefined;
}

export interface ExchangeOptions {
  readonly fetch: typeof fetch;
  /** Statuses that mean too many requests, besides 429. */
  readonly limited: readonly number[];
  /** Statuses besides 2xx whose body is an answer, or which somebody else judges. */
  readonly answers: (status: number) => boolean;
}

const passing: readonly number[] = [502, 503, 504];
const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** Of the words that come with a refusal, for the person who reads the failure. */
const maxWords = 300;

/**
 * One request and the head of its answer. Too many requests, a gateway that is away and a broken line are
 * tried again a bounded number of times; each try is counted, because each may be paid for. Throws a
 * TargetFault for every status that is no answer.
 */
export async function exchange(
  outgoing: Outgoing,
  turn: Turn,
  options: ExchangeOptions,
): Promise<Response> {
  for (let tried = 0; ; tried++) {
    try {
      turn.signal.throwIfAborted();
      return await once(outgoing, turn, options);
    } catch (error) {
      const fault = faultOf(error);
      const waitMs = Math.max(firstWaitMs * 2 ** tried, fault.retry?.afterMs ?? 0);
      if (turn.signal.aborted || fault.retry === null) throw fault;
      // Where it says to come back in an hour, waiting a little is of no use.
      if (tried >= turn.maxRetries || waitMs > longestWaitMs) throw fault;
      turn.waitedMs += waitMs;
      await turn.clock.sleep(waitMs, turn.signal);
    }
  }
}

async function once(outgoing: Outgoing, turn: Turn, options: ExchangeOptions): Promise<Response> {
  turn.requests++;
  const { url, method, headers, body } = outgoing;
  const init = {
    method,
    headers: new Headers(headers),
    signal: turn.signal,
    ...(body !== undefined && { body }),
  };
  const { fetch } = options;
  const response = await inTime(fetch(url, init), turn.silenceMs, turn);
  if (response.ok || options.answers(response.status)) return response;
  const words = await wordsOf(response, turn);
  throw statusFault(response, words, turn, options.limited);
}

function statusFault(
  { status, headers }: Response,
  words: string,
  turn: Turn,
  limited: readonly number[],
): TargetFault {
  const says = `The target answered with status ${status}${words === "" ? "." : `: ${words}`}`;
  const fault = (kind: TargetFault["kind"], retry: TargetFault["retry"] = null) =>
    new TargetFault(kind, says, { status, retry });
  if (status === 429 || limited.includes(status)) {
    return fault("rate_limited", { afterMs: retryAfterMs(headers, turn.clock.now()) });
  }
  if (status === 401 || status === 403) return fault("unauthorized");
  if (status === 408) return fault("timed_out");
  if (passing.includes(status)) {
    return fault("unavailable", { afterMs: retryAfterMs(headers, turn.clock.now()) });
  }
  if (status >= 500) return fault("unavailable");
  if (status >= 400) return fault("rejected");
  return new TargetFault("malformed", `${says} It was not followed.`, { status });
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const given = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1000;
  const at = Date.parse(given);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** What stands in a refusal’s body, shortened; it is the target’s, and may be anything. */
async function wordsOf(response: Response, turn: Turn): Promise<string> {
  try {
    const text = await boundedText(response.body, { ...turn, maxBytes: 64 * 1024 });
    const line = text.replace(/\s+/g, " ").trim();
    return line.startsWith("<") ? "" : line.slice(0, maxWords);
  } catch (error) {
    if (error instanceof TargetFault) return "";
    throw error;
  }
}
