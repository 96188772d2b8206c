import type { IncomingMessage } from "node:http";
import { AppError } from "#lib/base/index.ts";
import { type BodyLimits, hasBody, isEncoded, readBody } from "./body.ts";
import type { Deadline } from "./deadline.ts";
import type { Outgoing } from "./exchange.ts";

/** An answer whose body is read once, by one of the four, or discarded. The time limit goes on till then. */
export interface GuardedResponse {
  readonly status: number;
  /** Without those that described the body before it was decompressed. */
  readonly headers: Headers;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** As UTF-8; what is not well-formed is replaced. */
  text(): Promise<string>;
  /** Throws `unavailable` when the server did not answer in JSON. */
  json(): Promise<unknown>;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
  discard(): void;
}

export function toResponse(
  answer: IncomingMessage,
  outgoing: Outgoing,
  deadline: Deadline,
  limits: BodyLimits,
): GuardedResponse {
  const { url } = outgoing;
  let isTaken = false;
  const take = () => {
    if (isTaken) throw new AppError("internal", "The body of an answer was read twice.");
    isTaken = true;
    return readBody(answer, outgoing, deadline, limits);
  };
  const discard = () => {
    isTaken = true;
    deadline.end();
    answer.destroy();
  };
  const stream = () => toStream(take(), discard);
  const bytes = async () => await new Response(stream()).bytes();
  const text = async () => new TextDecoder().decode(await bytes());
  return {
    status: answer.statusCode ?? 0,
    headers: readHeaders(answer, outgoing),
    url: url.href,
    bytes,
    text,
    json: async () => parseJson(await text(), url.hostname),
    stream,
    discard,
  };
}

/** Reads no further than the consumer does, so that a slow one holds the server back. */
function toStream(
  chunks: AsyncGenerator<Uint8Array, void, void>,
  cancel: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
}

function readHeaders(answer: IncomingMessage, outgoing: Outgoing): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (hasBody(answer, outgoing) && isEncoded(answer)) {
    headers.delete("content-encoding");
    headers.delete("content-length");
  }
  return headers;
}

function parseJson(text: string, hostname: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("unavailable", `${hostname} did not answer in JSON.`, { cause });
  }
}
