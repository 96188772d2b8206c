const byVendor: Readonly<Record<string, string>> = {
  anthropic: "ANTHROPIC_API_KEY",
  basicauth: "SERVICE_URL",
  "database-connection-string": "DATABASE_URL",
  github: "GITHUB_TOKEN",
  gitlab: "GITLAB_TOKEN",
  npm: "NPM_TOKEN",
  openai: "OPENAI_API_KEY",
  privatekey: "PRIVATE_KEY",
  sendgrid: "SENDGRID_API_KEY",
  slack: "SLACK_TOKEN",
  stripe: "STRIPE_SECRET_KEY",
};

/** Names that say nothing about whose secret it is. */
const vague =
  /^(?:(?:api_?)?(?:key|token|secret|password|url|uri)|auth|authorization|value|default|config|options|header|headers|connection_?string|credentials?|dsn|x|s|t)$/i;

/** The environment variable for a secret: after the code's own name for it if that tells enough. */
export function environmentName(codeName: string | null, vendor: string): string {
  const own = (codeName ?? "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1_")
    .replace(/\W+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase();
  if (own !== "" && !vague.test(own) && /^[A-Z]/.test(own)) return own;
  const prefix = vendor.replace(/\W+/g, "_").toUpperCase();
  const fallback = byVendor[vendor] ?? `${prefix}_SECRET`;
  return fallback;
}
