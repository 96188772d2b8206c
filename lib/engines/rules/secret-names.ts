const secretWords = new Set([
  "credential",
  "credentials",
  "csrf",
  "nonce",
  "otp",
  "passcode",
  "passphrase",
  "passwd",
  "password",
  "pincode",
  "pwd",
  "salt",
  "secret",
  "session",
  "sid",
  "token",
  "totp",
  "xsrf",
]);

/** Words that turn the name of a secret into that of something measured or shown about it. */
const otherWords = new Set([
  "color",
  "cost",
  "count",
  "delay",
  "duration",
  "expires",
  "expiry",
  "index",
  "interval",
  "jitter",
  "length",
  "limit",
  "ms",
  "offset",
  "price",
  "probability",
  "rate",
  "retry",
  "size",
  "timeout",
  "timer",
  "ttl",
  "usage",
  "weight",
]);

const secretPhrases =
  /\b(?:api|access|secret|private|signing|encryption|auth|license) key\b|\b(?:reset|verification|verify|login|auth|invite|invitation|activation|confirmation|recovery|backup|mfa|one time) (?:code|link|pin|id)\b|\bcsp nonce\b|\bpin code\b/;

/** True for names such as `resetToken`, `API_KEY` or `otp`; not for `tokenCount` or `key`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || otherWords.has(last)) return false;
  if (words.some((word) => secretWords.has(word))) return true;
  return secretPhrases.test(words.join(" "));
}

const otherVerbs =
  /^(?:is|has|check|count|validate|verify|parse|decode|schedule|clean|cleanup|delete|remove|revoke|expire|prune)$/;

/** True where a function of this name makes a secret: `generateToken`, `newSessionId`, `otp`. */
export function makesSecret(name: string): boolean {
  const [first = ""] = wordsOf(name);
  return isSecretName(name) && !otherVerbs.test(first);
}

/** The words of a name in any manner of writing, in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}
