import { config } from "#lib/platform/config/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";

export const providerNames = { github: "GitHub", gitlab: "GitLab", google: "Google" } as const;
export type ProviderId = keyof typeof providerNames;

/**
 * How a provider is asked. One that does not answer must not hold a person for minutes, nor send Etna
 * elsewhere; one at a private address needs its place in ETNA_OUTBOUND_ALLOW.
 */
export const providerFetch = asFetch({
  timeoutMs: 10_000,
  maxRedirects: 0,
  maxBytes: 1024 * 1024,
});

/** A place whose accounts sign people in here. */
export interface SignInProvider {
  readonly id: ProviderId;
  readonly name: string;
  /** Base address, without a trailing slash; also the issuer that accounts are kept under. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The providers that the operator has set up, in the order in which they are offered. */
export function signInProviders(): readonly SignInProvider[] {
  const settings = config();
  const { AUTH_GITLAB_URL, AUTH_GITHUB_URL, AUTH_GOOGLE_URL } = settings;
  return [
    provider(
      "github",
      AUTH_GITHUB_URL ?? "https://github.com",
      settings.AUTH_GITHUB_ID,
      settings.AUTH_GITHUB_SECRET,
    ),
    provider("gitlab", AUTH_GITLAB_URL, settings.AUTH_GITLAB_ID, settings.AUTH_GITLAB_SECRET),
    provider(
      "google",
      AUTH_GOOGLE_URL ?? "https://accounts.google.com",
      settings.AUTH_GOOGLE_ID,
      settings.AUTH_GOOGLE_SECRET,
    ),
  ].filter((found) => found !== null);
}

function provider(
  id: ProviderId,
  url: string,
  clientId: string | undefined,
  clientSecret: string | undefined,
): SignInProvider | null {
  if (clientId === undefined || clientSecret === undefined) return null;
  return { id, name: providerNames[id], url, clientId, clientSecret };
}

/** The configured provider of this id. Undefined where the operator has not set it up. */
export function findProvider(id: string): SignInProvider | undefined {
  return signInProviders().find((known) => known.id === id);
}
