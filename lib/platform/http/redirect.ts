import type { IncomingMessage } from "node:http";
import { AppError } from "#lib/base/index.ts";
import type { Outgoing } from "./exchange.ts";
import { parseRedirect } from "./target.ts";

/** All that another origin gets to see: any other header may be a credential by some name. */
const headersForAnyone = ["accept", "accept-encoding", "accept-language", "user-agent"];

/**
 * What to send where the answer points to, or null when it does not point anywhere (RFC 9110 §15.4).
 * Throws `forbidden` for a step from https to http, for a body that another origin would get, and
 * for a place that `parseTarget` refuses.
 */
export function follow(answer: IncomingMessage, from: Outgoing): Outgoing | null {
  const status = answer.statusCode ?? 0;
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  const url = destination(location, from.url);
  const isBodyDropped =
    (status === 303 && from.method !== "HEAD") || (status < 303 && from.method === "POST");
  const method = isBodyDropped ? "GET" : from.method;
  const body = isBodyDropped ? undefined : from.body;
  const headers = new Headers(from.headers);
  if (body === undefined) {
    for (const name of [...headers.keys()]) if (name.startsWith("content-")) headers.delete(name);
  }
  if (url.origin !== from.url.origin) {
    if (body !== undefined) throw refused("with a body, to another server");
    for (const name of [...headers.keys()]) {
      if (!headersForAnyone.includes(name)) headers.delete(name);
    }
  }
  return { url, method, headers, body };
}

function destination(location: string, from: URL): URL {
  let url: URL;
  try {
    url = parseRedirect(location, from);
  } catch (cause) {
    throw refused("to a URL that cannot be used", cause);
  }
  if (from.protocol === "https:" && url.protocol === "http:") {
    throw refused("from an encrypted to an unencrypted connection");
  }
  return url;
}

function refused(how: string, cause?: unknown): AppError {
  return new AppError("forbidden", `The server redirects ${how}. This is not followed.`, { cause });
}
