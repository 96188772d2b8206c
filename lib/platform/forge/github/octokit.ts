import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { isAppError } from "#lib/base/index.ts";
import type { GithubForgeOptions } from "./options.ts";
import { guardedTransport } from "./transport.ts";

const KeptOctokit = Octokit.plugin(keepRefusals, throttling, retry);

/** GitHub's own client at GitHub's own pace: bounded repeats, every request through the guarded way out. */
export function makeOctokit(options: GithubForgeOptions): Octokit {
  const { retryPauseMs = 1000, maxPauseSeconds = 30, writePauseMs } = options;
  const mayWait = (seconds: number, _options: object, _octokit: object, retryCount: number) =>
    seconds <= maxPauseSeconds && retryCount < 2;
  const pace = writePauseMs === undefined ? {} : ownPace(writePauseMs);
  const octokit = new KeptOctokit({
    baseUrl: options.baseUrl.replace(/\/$/, ""),
    userAgent: "agent-etna",
    log: silent,
    request: { fetch: guardedTransport(options) },
    retry: {
      retries: 2,
      retryAfterBaseValue: retryPauseMs,
      // Every refusal is an answer; the limits are the throttling plugin's.
      doNotRetry: Array.from({ length: 100 }, (_, index) => 400 + index),
    },
    throttle: {
      id: `${options.baseUrl} ${options.owner}`,
      retryAfterBaseValue: retryPauseMs,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
      ...pace,
    },
  });
  octokit.hook.before("request", async (request) => {
    request.headers.authorization = `Bearer ${await options.token()}`;
    request.headers["x-github-api-version"] = "2022-11-28";
  });
  return octokit;
}

/** A refusal of our own does not become another by asking again. */
function keepRefusals(octokit: Pick<Octokit, "hook">): object {
  octokit.hook.error("request", (error, request) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isAppError(cause) && cause.code !== "unavailable") {
      request.request = { ...request.request, retries: 0 };
    }
    throw error;
  });
  return {};
}

function ownPace(pauseMs: number): object {
  let last: Promise<unknown> = Promise.resolve();
  const schedule = () => {
    const turn = last;
    last = turn.then(() => new Promise((resolve) => setTimeout(resolve, pauseMs)));
    return turn;
  };
  const group = { key: () => ({ schedule }) };
  return { write: group, notifications: group };
}

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
