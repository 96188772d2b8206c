import { AppError } from "#lib/base/index.ts";

export interface GithubForgeOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly baseUrl: string;
  readonly owner: string;
  readonly name: string;
  /** What kind of credential the tokens are: an App signs its commits and writes check runs. */
  readonly kind: "app" | "user";
  /** Id of the App, by which its own check runs are told from others of the same name. */
  readonly appId?: number;
  /** A token that works now. Asked before every request, so it is the caller who keeps it. */
  readonly token: () => Promise<string>;
  /** What the installation was granted, where that is known; null for a person's token. */
  readonly permissions?: Readonly<Record<string, string>> | null;
  /** Largest file whose content is read, 10 MiB unless given. Larger ones are listed all the same. */
  readonly maxFileBytes?: number;
  /** Of one request, 60 s unless given. An archive has ten times as long. */
  readonly timeoutMs?: number;
  /** First pause before a repeat, 1 s unless given; later ones are longer. */
  readonly retryPauseMs?: number;
  /** Pause between two writes, 1 s unless given: what GitHub asks of its clients. */
  readonly writePauseMs?: number;
  /** Longest pause that is kept when GitHub asks for one, 30 s unless given. */
  readonly maxPauseSeconds?: number;
  /** Addresses besides the public internet, as for `guardedFetch`. */
  readonly allow?: readonly string[];
}

/** Throws `invalid_input` for what is no owner or name: both stand in the path of every request. */
export function checkRepositoryName(owner: string, name: string): void {
  const valid =
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(owner) &&
    /^[A-Za-z0-9._-]{1,100}$/.test(name) &&
    !/^\.{1,2}$/.test(name);
  if (!valid) {
    throw new AppError(
      "invalid_input",
      `${JSON.stringify(`${owner}/${name}`)} is not the name of a GitHub repository.`,
    );
  }
}

/** Throws `invalid_input` for anything but a whole SHA-1 object id, which is all GitHub knows. */
export function checkObjectId(id: string): void {
  if (!/^[0-9a-f]{40}$/.test(id)) {
    throw new AppError("invalid_input", `${JSON.stringify(id)} is not a whole commit id.`);
  }
}
