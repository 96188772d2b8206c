import type { Config } from "#lib/platform/config/index.ts";
import { answer, type Check } from "./check.ts";

const providers = ["github", "google", "gitlab"] as const;

export const signInCheck: Check = {
  name: "Sign-in",
  async run(config) {
    const { publicUrl, AUTH_GITLAB_URL } = config;
    const set = providers.filter((name) => isSet(config, name));
    const urls = providers.map((name) => {
      const state = set.includes(name) ? "set up" : "not set up";
      return `    ${name.padEnd(7)} ${publicUrl}/api/auth/callback/${name} (${state})`;
    });
    const where = set.includes("gitlab") ? [answer("note", gitlabWords(AUTH_GITLAB_URL))] : [];
    return [
      answer("fine", ["by a link sent to an e-mail address", ...set].join(", ")),
      ...where,
      answer("note", `OAuth callback addresses to register, letter by letter:\n${urls.join("\n")}`),
      answer("note", `Who may sign up: ${signUpWords(config)} (ETNA_SIGN_UP)`),
    ];
  },
};

function gitlabWords(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  const place = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  return hostname === "gitlab.com"
    ? `GitLab is ${url}`
    : `GitLab is ${url}. Where its address is private, ETNA_OUTBOUND_ALLOW must name ${place}.`;
}

function isSet(config: Config, name: (typeof providers)[number]): boolean {
  return config[`AUTH_${name.toUpperCase() as Uppercase<typeof name>}_ID`] !== undefined;
}

function signUpWords({ ETNA_SIGN_UP: policy }: Config): string {
  if (policy.kind === "domains") return `whom a member invited, and ${policy.domains.join(", ")}`;
  return policy.kind === "open" ? "anyone" : "only whom a member invited";
}
