import { AppError } from "#lib/base/index.ts";

/** One GitLab, and a credential for it. */
export interface GitlabConnection {
  /** `https://gitlab.com`, or where a self-managed GitLab is, with its relative URL if it has one. */
  readonly baseUrl: string;
  /** An access token that works now: OAuth, personal, project or group. Asked before every request. */
  readonly token: () => Promise<string>;
  /** Of one request, 60 s unless given. An archive has ten times as long. */
  readonly timeoutMs?: number;
  /** First pause before a repeat, 500 ms unless given; later ones are longer. */
  readonly retryPauseMs?: number;
  /** Longest pause that is kept when GitLab asks for one, 30 s unless given. */
  readonly maxPauseSeconds?: number;
  /** Addresses besides the public internet, as for `guardedFetch`. */
  readonly allow?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface GitlabForgeOptions extends GitlabConnection {
  /** The project's number, which outlives its name. */
  readonly projectId: number;
  /** Largest file whose content is read, 10 MiB unless given. Larger ones are listed all the same. */
  readonly maxFileBytes?: number;
  /** Largest archive that is unpacked, 1 GiB unless given. */
  readonly maxArchiveBytes?: number;
}

/** Throws `invalid_input` for anything but a whole SHA-1 or SHA-256 object id. */
export function checkCommitId(id: string): void {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) {
    throw new AppError("invalid_input", `${JSON.stringify(id)} is not a whole commit id.`);
  }
}

/** The address without a slash at its end. Throws `invalid_input` for none of http or https. */
export function addressOf(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  const isPlain = url !== null && url.search === "" && url.hash === "" && url.username === "";
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw new AppError("invalid_input", "Give GitLab's address, such as https://gitlab.com.");
  }
  return url.href.replace(/\/+$/, "");
}
