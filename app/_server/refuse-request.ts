import type { ErrorCode } from "#lib/base/index.ts";

/** Forms and actions stay far below; what takes more has a limit of its own. */
const maxBodyBytes = 4 * 1024 * 1024;
/** What a forge may send; whoever reads it does so only for an address that there is. */
const maxWebhookBytes = 25 * 1024 * 1024;
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

export interface Refusal {
  readonly status: 400 | 403 | 413;
  readonly code: ErrorCode;
  readonly title: string;
}

/**
 * Why a request may not pass before anything has looked at it, or null. A change that another site
 * asks for with a person's cookies is refused here, whatever the route would do.
 */
export function refusalOf(
  request: {
    readonly method: string;
    readonly headers: Pick<Headers, "get">;
    readonly pathname: string;
  },
  publicOrigin: string,
): Refusal | null {
  const { method, headers, pathname } = request;
  if (safeMethods.has(method)) return null;
  const size = headers.get("content-length");
  if (size !== null && !/^\d{1,15}$/.test(size)) {
    return { status: 400, code: "invalid_input", title: "The length of the body is not a number." };
  }
  const maxBytes = pathname.startsWith("/api/webhooks/") ? maxWebhookBytes : maxBodyBytes;
  if (Number(size ?? 0) > maxBytes) {
    return { status: 413, code: "too_large", title: `Send at most ${maxBytes} bytes.` };
  }
  // Tokens and signatures speak for these, never cookies.
  if (/^\/(?:api\/v1|api\/webhooks|agent-tools)\//.test(pathname)) return null;
  return isForeign(headers, publicOrigin)
    ? { status: 403, code: "forbidden", title: "This request comes from another site." }
    : null;
}

/** One of the two that says so is enough; a sibling's page (`same-site`) is another site as well. */
function isForeign(headers: Pick<Headers, "get">, publicOrigin: string): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site")?.toLowerCase() ?? null;
  const elsewhere = site !== null && site !== "same-origin" && site !== "none";
  return elsewhere || (origin !== null && origin !== publicOrigin);
}
