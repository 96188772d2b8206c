import { AppError } from "#lib/base/index.ts";

export type HostedKind = "github" | "gitlab";

const publicHost: Readonly<Record<HostedKind, string>> = {
  github: "https://github.com",
  gitlab: "https://gitlab.com",
};

/**
 * The base address of a forge, without a trailing slash; the public one where none is named. Throws
 * `invalid_input` for what is no https address. Whether Etna may reach it is for the way out to say.
 */
export function forgeHost(kind: HostedKind, typed: string): string {
  const text = typed.trim() === "" ? publicHost[kind] : typed.trim();
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
  const plain = url !== null && url.username === "" && url.search === "" && url.hash === "";
  const loopback = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (!plain || (url.protocol !== "https:" && !loopback)) {
    throw new AppError("invalid_input", "Write the forge's address, such as https://git.example.com.");
  }
  return url.href.replace(/\/+$/, "");
}

/** Where the forge's API answers. */
export function apiUrl(kind: HostedKind, host: string): string {
  if (kind === "gitlab") return host;
  return host === publicHost.github ? "https://api.github.com" : `${host}/api/v3`;
}

/** "github.com" of "https://github.com". */
export function hostName(host: string): string {
  return new URL(host).host;
}
