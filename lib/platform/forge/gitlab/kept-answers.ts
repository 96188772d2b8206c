import type { GitlabAnswer, GitlabRequest } from "./messages.ts";

const maxKept = 64;
const maxKeptBytes = 256 * 1024;

interface KeptAnswers {
  etagOf(request: GitlabRequest): string | undefined;
  /** The answer that is meant: for "not modified" the one that was kept. */
  take(request: GitlabRequest, answer: GitlabAnswer): GitlabAnswer;
}

/** The last answers that can be asked for again with If-None-Match (RFC 9110 §13.1.2). */
export function openKeptAnswers(): KeptAnswers {
  const kept = new Map<string, { readonly etag: string; readonly answer: GitlabAnswer }>();
  const keyOf = ({ path, query = "" }: GitlabRequest) => `${path}?${query}`;
  return {
    etagOf: (request) => kept.get(keyOf(request))?.etag,
    take(request, answer) {
      const key = keyOf(request);
      const old = kept.get(key);
      if (answer.status === 304 && old !== undefined) return old.answer;
      const etag = answer.headers.get("etag");
      const isKept = request.method === "GET" && answer.status === 200 && etag !== null;
      kept.delete(key);
      if (isKept && answer.bytes.length <= maxKeptBytes) kept.set(key, { etag, answer });
      if (kept.size > maxKept) kept.delete(kept.keys().next().value ?? "");
      return answer;
    },
  };
}
