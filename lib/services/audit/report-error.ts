import { log } from "#lib/platform/log/index.ts";

/** Keeps what the client is not told, under the id that it is told. */
export function reportError(error: unknown, requestId: string): void {
  log.error({ err: error, requestId }, "a request failed");
}
