import type { IncomingMessage } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AppError } from "#lib/base/index.ts";
import { type Deadline, timedOut } from "./deadline.ts";
import type { Outgoing } from "./exchange.ts";
import { failure } from "./failure.ts";

const decoders: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export const acceptedEncodings = "gzip, br";

export interface BodyLimits {
  /** Of the body as it is after decompression. */
  readonly maxBytes: number;
  readonly idleTimeoutMs: number;
}

/**
 * The decoded body, chunk by chunk. Throws `too_large` as soon as it is, and `unavailable` for one
 * that is cut short, garbled, or silent for too long. Ends the deadline in every case.
 */
export async function* readBody(
  answer: IncomingMessage,
  outgoing: Outgoing,
  deadline: Deadline,
  { maxBytes, idleTimeoutMs }: BodyLimits,
): AsyncGenerator<Uint8Array, void, void> {
  const { hostname } = outgoing.url;
  let sizeBytes = 0;
  let idle: NodeJS.Timeout | undefined;
  const watch = () => {
    idle = setTimeout(() => deadline.abort(timedOut()), idleTimeoutMs);
  };
  try {
    if (!hasBody(answer, outgoing)) return;
    if (!isEncoded(answer) && Number(answer.headers["content-length"] ?? 0) > maxBytes) {
      throw tooLarge(hostname, maxBytes);
    }
    watch();
    for await (const chunk of decoded(answer, hostname) as AsyncIterable<Uint8Array>) {
      clearTimeout(idle);
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw tooLarge(hostname, maxBytes);
      yield chunk;
      watch();
    }
  } catch (error) {
    throw failure(error, hostname, deadline.signal);
  } finally {
    clearTimeout(idle);
    deadline.end();
    answer.destroy();
  }
}

/** RFC 9110 §6.4.1: some answers have no body, whatever their headers say of it. */
export function hasBody(answer: IncomingMessage, { method }: Outgoing): boolean {
  const isEmpty = answer.statusCode === 204 || answer.statusCode === 304;
  return method !== "HEAD" && !isEmpty && answer.headers["content-length"] !== "0";
}

/** True when the body that arrives is not the body that is handed on. */
export function isEncoded(answer: IncomingMessage): boolean {
  return !["", "identity"].includes(encodingOf(answer));
}

function decoded(answer: IncomingMessage, hostname: string): Readable {
  if (!isEncoded(answer)) return answer;
  // One layer only: each further one multiplies what a small answer can unfold into.
  const decoder = decoders[encodingOf(answer)]?.();
  if (decoder === undefined) {
    throw new AppError(
      "unavailable",
      `${hostname} answered in an encoding that was not asked for.`,
    );
  }
  // What goes wrong on either side comes out where the decoder is read.
  return pipeline(answer, decoder, () => undefined);
}

function encodingOf(answer: IncomingMessage): string {
  return (answer.headers["content-encoding"] ?? "").trim().toLowerCase();
}

function tooLarge(hostname: string, maxBytes: number): AppError {
  return new AppError("too_large", `The answer of ${hostname} is larger than ${maxBytes} bytes.`);
}
