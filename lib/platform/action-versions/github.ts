import { AppError } from "#lib/base/index.ts";
import type { ActionCommits } from "#lib/engines/rules/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";

const maxRemembered = 1000;
const rememberedMs = 10 * 60 * 1000;

/**
 * GitHub's REST API, `GET /repos/{owner}/{repo}/commits/{ref}` in its form for a bare SHA. It is told
 * the names and versions of published actions and nothing else; without an account it answers 60
 * questions an hour. Throws `unavailable`.
 */
export function githubCommits(url: string, now: () => number = Date.now): ActionCommits {
  const known = new Map<string, { readonly commit: string | null; readonly askedAtMs: number }>();
  return {
    async commitOf(repository, ref) {
      const key = `${repository}@${ref}`;
      const seen = known.get(key);
      if (seen !== undefined && now() - seen.askedAtMs < rememberedMs) return seen.commit;
      const commit = await ask(url, repository, ref);
      if (known.size >= maxRemembered) known.clear();
      known.set(key, { commit, askedAtMs: now() });
      return commit;
    },
  };
}

async function ask(url: string, repository: string, ref: string): Promise<string | null> {
  const [owner = "", name = "", more] = repository.split("/");
  if (more !== undefined || ![owner, name].every((part) => /^(?!\.+$)[\w.-]+$/.test(part))) {
    return null;
  }
  const path = `repos/${owner}/${name}/commits/${encodeURIComponent(ref)}`;
  const answer = await guardedFetch(`${url}/${path}`, {
    headers: {
      accept: "application/vnd.github.sha",
      "user-agent": "agent-etna",
      "x-github-api-version": "2022-11-28",
    },
    maxBytes: 10_000,
    maxRedirects: 2,
  });
  if (answer.status === 200) {
    const commit = (await answer.text()).trim();
    if (/^[0-9a-f]{40}$/.test(commit)) return commit;
    throw new AppError("unavailable", "GitHub's answer about an action is no commit.");
  }
  answer.discard();
  if (answer.status === 404 || answer.status === 422) return null;
  throw new AppError("unavailable", refused(answer.status, answer.headers));
}

function refused(status: number, headers: Headers): string {
  const spent = status === 429 || headers.get("x-ratelimit-remaining") === "0";
  return spent
    ? "GitHub answers no more questions about actions for now: it allows so many an hour. Try again later."
    : `GitHub answered a question about an action with status ${status}.`;
}
