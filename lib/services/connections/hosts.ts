import { AppError } from "#lib/base/index.ts";
import { config, isLoopback } from "#lib/platform/config/index.ts";

export type HostedKind = "github" | "gitlab";

export const publicHost: Readonly<Record<HostedKind, string>> = {
  github: "https://github.com",
  gitlab: "https://gitlab.com",
};

/**
 * The base address of a forge, without a trailing slash; the public one where none is named. Throws
 * `invalid_input` for what is no https address. Whether Etna may reach it is for the way out to say.
 */
export function forgeHost(kind: HostedKind, typed: string): string {
  const text = typed.trim() === "" ? publicHost[kind] : typed.trim();
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  const isPlain = url !== null && url.username === "" && url.search === "" && url.hash === "";
  if (!isPlain || !isWeb(url)) {
    throw new AppError(
      "invalid_input",
      "Write the forge's address, such as https://git.example.com.",
    );
  }
  return url.href.replace(/\/+$/, "");
}

function isWeb({ protocol, href }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopback(href));
}

/** Where people may make Etna's GitHub App: github.com, and what the operator has named. */
export function githubServers(): readonly string[] {
  return [publicHost.github, ...config().ETNA_GITHUB_SERVERS];
}

/** Where the forge's API answers. */
export function apiUrl(kind: HostedKind, host: string): string {
  if (kind === "gitlab") return host;
  return host === publicHost.github ? "https://api.github.com" : `${host}/api/v3`;
}

/** The page of an App on its GitHub; an Enterprise Server keeps `/apps` for itself. */
export function appPage(host: string, slug: string): string {
  return `${host}/${host === publicHost.github ? "apps" : "github-apps"}/${slug}`;
}

/** "github.com" of "https://github.com". */
export function hostName(host: string): string {
  const { host: name, pathname } = new URL(host);
  return name + pathname.replace(/\/$/, "");
}

/** Whether this installation has a forge of its own that a newcomer can try Etna on. */
export function hasSampleForge(): boolean {
  return config().sampleForge !== null;
}

/** Whether Etna's App may be made there: also on the sample forge, which no page offers by name. */
export function isAppServer(host: string): boolean {
  return githubServers().includes(host) || config().sampleForge?.url === host;
}
