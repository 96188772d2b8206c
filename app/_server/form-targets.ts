const providers = {
  GITHUB: "https://github.com",
  GITLAB: "https://gitlab.com",
  GOOGLE: "https://accounts.google.com",
} as const;

/**
 * Where a form of ours may lead besides this site, as origins: to the providers that are set up, and
 * to GitHub, where people make their App with a form of ours. Browsers hold `form-action` against
 * what a submission is sent on to.
 */
export function formTargets(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const signIn = Object.entries(providers)
    .filter(([name]) => environment[`AUTH_${name}_ID`])
    .map(([name, url]) => environment[`AUTH_${name}_URL`] || url);
  const servers = (environment.ETNA_GITHUB_SERVERS ?? "").split(",").map((url) => url.trim());
  const all = [providers.GITHUB, ...signIn, ...servers.filter(Boolean)];
  return [...new Set(all.map((url) => new URL(url).origin))];
}
