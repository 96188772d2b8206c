const providers = {
  GITHUB: "https://github.com",
  GITLAB: "https://gitlab.com",
  GOOGLE: "https://accounts.google.com",
} as const;

/**
 * Where a form of ours may lead besides this site, as origins: to the providers that are set up.
 * Browsers hold `form-action` against what a submission is sent on to.
 */
export function formTargets(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.entries(providers)
    .filter(([name]) => environment[`AUTH_${name}_ID`])
    .map(([name, url]) => new URL(environment[`AUTH_${name}_URL`] || url).origin);
}
