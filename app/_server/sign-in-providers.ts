import { customFetch } from "next-auth";
import type { OAuthConfig, OIDCConfig } from "next-auth/providers";
import {
  type ProviderId,
  providerFetch,
  readProviderProfile,
  type SignInProvider,
  signInProviders,
} from "#lib/services/identity/index.ts";

type Provider = OAuthConfig<unknown> | OIDCConfig<unknown>;

/** What next-auth needs to know of each provider that is set up. PKCE (RFC 7636) and state, always. */
export function oauthProviders(): Provider[] {
  return signInProviders().map((provider) => ({
    ...common(provider),
    ...shapes[provider.id](provider),
  }));
}

function common({ id, name, clientId, clientSecret }: SignInProvider) {
  return {
    id,
    name,
    clientId,
    clientSecret,
    client: { token_endpoint_auth_method: "client_secret_post" },
    [customFetch]: providerFetch,
    profile(answer: unknown) {
      const { subject, name: called, verifiedEmail } = readProviderProfile(id, answer);
      return { id: subject, name: called, email: verifiedEmail };
    },
  };
}

const shapes: Readonly<Record<ProviderId, (provider: SignInProvider) => Provider>> = {
  github: ({ id, name, url }) => ({
    id,
    name,
    type: "oauth",
    issuer: `${url}/login/oauth`,
    authorization: {
      url: `${url}/login/oauth/authorize`,
      params: { scope: "read:user user:email" },
    },
    token: `${url}/login/oauth/access_token`,
    userinfo: {
      url: `${githubApi(url)}/user`,
      request: ({ tokens }: { tokens: { access_token?: string } }) =>
        readGithubPerson(githubApi(url), tokens.access_token ?? ""),
    },
    checks: ["pkce", "state"],
  }),
  gitlab: ({ id, name, url }) => ({
    id,
    name,
    type: "oauth",
    authorization: { url: `${url}/oauth/authorize`, params: { scope: "read_user" } },
    token: `${url}/oauth/token`,
    userinfo: `${url}/api/v4/user`,
    checks: ["pkce", "state"],
  }),
  google: ({ id, name, url }) => ({
    id,
    name,
    type: "oidc",
    issuer: url,
    authorization: { params: { scope: "openid email profile" } },
    checks: ["pkce", "state", "nonce"],
  }),
};

function githubApi(url: string): string {
  return url === "https://github.com" ? "https://api.github.com" : url;
}

/** Whether an address is verified stands in the list of addresses alone. */
async function readGithubPerson(api: string, accessToken: string) {
  const [user, emails] = await Promise.all(
    ["/user", "/user/emails"].map(async (path) => {
      const headers = {
        authorization: `Bearer ${accessToken}`,
        accept: "application/json",
        "user-agent": "agent-etna",
      };
      const answer = await providerFetch(api + path, { headers });
      if (!answer.ok) throw new Error(`GitHub answered ${path} with ${answer.status}.`);
      return (await answer.json()) as object;
    }),
  );
  return { ...user, emails };
}
