import { Octokit } from "@octokit/rest";
import type { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { asFetch } from "#lib/platform/http/index.ts";
import { githubFailure } from "./failure.ts";

export interface GithubServerOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly baseUrl: string;
  readonly timeoutMs?: number;
  /** Addresses besides the public internet, as for `guardedFetch`. */
  readonly allow?: readonly string[];
}

/** What is asked of GitHub outside any repository; no other request leaves the process. */
const places: readonly (readonly [string, RegExp])[] = [
  ["GET", /^\/(user|user\/repos|installation\/repositories|app|app\/installations)$/],
  ["GET", /^\/app\/installations\/\d+$/],
  ["DELETE", /^\/app\/installations\/\d+$/],
  ["POST", /^\/app\/installations\/\d+\/access_tokens$/],
  ["DELETE", /^\/installation\/token$/],
  ["DELETE", /^\/applications\/[A-Za-z0-9._-]+\/token$/],
  ["POST", /^\/app-manifests\/[A-Za-z0-9]+\/conversions$/],
];

export interface AccountAnswer<T> {
  readonly data: T;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

export interface AccountClient {
  readonly octokit: Octokit;
  /** Throws in our own words. `authorization` is the whole header. */
  ask<T>(
    schema: z.ZodType<T>,
    route: string,
    authorization: string | null,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<AccountAnswer<T>>;
}

export function openAccountClient(options: GithubServerOptions): AccountClient {
  const { baseUrl, timeoutMs = 30_000, allow } = options;
  const limits = { timeoutMs, ...(allow !== undefined && { allow }), maxRedirects: 0 };
  const send = asFetch(limits);
  const root = baseUrl.replace(/\/$/, "");
  const octokit = new Octokit({
    baseUrl: root,
    userAgent: "agent-etna",
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: {
      fetch: async (input: string, init: RequestInit) => {
        checkPlace(root, init.method ?? "GET", input);
        return send(input, init);
      },
    },
  });

  async function ask<T>(
    schema: z.ZodType<T>,
    route: string,
    authorization: string | null,
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<AccountAnswer<T>> {
    const headers = authorization === null ? {} : { headers: { authorization } };
    try {
      const { data, headers: answered } = await octokit.request(route, {
        ...parameters,
        ...headers,
      });
      const parsed = schema.safeParse(data);
      if (parsed.success) return { data: parsed.data, headers: answered };
      throw new AppError("unavailable", "GitHub's answer is not what its API promises.", {
        cause: parsed.error,
      });
    } catch (error) {
      throw githubFailure(error, "your account");
    }
  }

  return { octokit, ask };
}

function checkPlace(root: string, method: string, input: string): void {
  const url = URL.parse(input);
  const path = input.startsWith(`${root}/`) ? (url?.pathname ?? "") : "";
  const below = path.slice(new URL(root).pathname.replace(/\/$/, "").length);
  if (places.some(([verb, form]) => verb === method && form.test(below))) return;
  throw new AppError("forbidden", `Etna does not send ${method} ${below} to GitHub.`);
}

const ignore = () => undefined;
