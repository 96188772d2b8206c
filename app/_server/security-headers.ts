/** Two years, as the preload list asks for. */
const hstsSeconds = 63_072_000;

/** The headers that every response carries, whatever it is: page, API, redirect, file or error. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "strict-transport-security": `max-age=${hstsSeconds}; includeSubDomains; preload`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), publickey-credentials-create=(self), publickey-credentials-get=(self), clipboard-write=(self)",
};

/** The same for what is no page and carries nothing that a browser could load or run. */
export const baselineHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * Content-Security-Policy Level 3 with a fresh nonce: no inline script without it, no eval, no frame,
 * nothing from elsewhere.
 */
export function contentSecurityPolicy(
  nonce: string,
  site: {
    readonly https: boolean;
    /** Origins that a form may lead to besides this one. */
    readonly formTargets?: readonly string[];
  },
): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Positions of menus and dialogs are style attributes; no attribute can load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    ["form-action 'self'", ...(site.formTargets ?? [])].join(" "),
    "frame-ancestors 'none'",
  ];
  if (site.https) directives.push("upgrade-insecure-requests");
  return directives.join("; ");
}
