/** How long a browser may remember what a preflight said. Chromium takes no more than two hours. */
const rememberSeconds = 7200;

/** The public verification and the log: read-only, without cookies, for pages of every origin. */
const openPaths: readonly (readonly [path: RegExp, methods: string])[] = [
  [/^\/verify\/trusted_root\.json$/, "GET"],
  [/^\/verify\/[^/]+\/[^/]+$/, "GET"],
  [/^\/log\/(checkpoint|log\.json|tile\/.+)$/, "GET"],
  [/^\/api\/v1\/(?:fixes|campaigns)\/[^/]+\/verification$/, "GET"],
  [/^\/api\/v1\/verify$/, "POST"],
];

const badgePath = /^\/verify\/[^/]+\/badge\.svg$/;

/** What tells a browser that a page of any origin may read this; nothing elsewhere (Fetch §3.2). */
export function crossOriginHeaders(pathname: string): Readonly<Record<string, string>> {
  if (methodsAt(pathname) === null) return {};
  return {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ratelimit, ratelimit-policy, retry-after, x-request-id",
    // A README's picture is loaded without CORS, and only this lets another site's page show it.
    ...(badgePath.test(pathname) && { "cross-origin-resource-policy": "cross-origin" }),
  };
}

/** The further headers of the answer to a preflight; null for what is none, or is not open. */
export function preflightHeaders(
  request: { readonly method: string; readonly headers: Pick<Headers, "has"> },
  pathname: string,
): Readonly<Record<string, string>> | null {
  const methods = methodsAt(pathname);
  const asks = request.headers.has("access-control-request-method");
  if (methods === null || request.method !== "OPTIONS" || !asks) return null;
  return {
    "access-control-allow-methods": methods,
    "access-control-allow-headers": "content-type",
    "access-control-max-age": String(rememberSeconds),
  };
}

function methodsAt(pathname: string): string | null {
  return openPaths.find(([path]) => path.test(pathname))?.[1] ?? null;
}
