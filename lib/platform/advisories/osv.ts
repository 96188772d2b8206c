import { AppError } from "#lib/base/index.ts";
import type { Advisories, Advisory, PackageVersion } from "#lib/engines/rules/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";
import { advisorySchema, batchSchema } from "./schemas.ts";
import { toAdvisory } from "./to-advisory.ts";

/** OSV takes at most 1,000 questions at once. */
const maxQuestions = 1000;
const maxPackages = 20_000;
const maxPages = 20;
const maxAdvisories = 5000;
/** Advisories that are fetched at the same time. */
const parallel = 8;

interface Question {
  readonly key: string;
  readonly of: PackageVersion;
  readonly pageToken?: string;
}

/**
 * OSV's API, `POST /v1/querybatch` and `GET /v1/vulns/{id}`. It is told the names and versions of
 * packages and nothing else. One instance asks about each package version once. Throws `unavailable`
 * where an answer is missing, `too_large` beyond 20,000 packages or 5,000 advisories.
 */
export function osvAdvisories(url: string): Advisories {
  const idsByPackage = new Map<string, readonly string[]>();
  const byId = new Map<string, Advisory | null>();

  async function ask(packages: readonly PackageVersion[], signal?: AbortSignal): Promise<void> {
    const unknown = packages
      .map((of) => ({ key: keyOf(of), of }))
      .filter(({ key }) => !idsByPackage.has(key));
    if (idsByPackage.size + unknown.length > maxPackages) {
      throw new AppError("too_large", `Etna asks about ${maxPackages} packages at most.`);
    }
    const found = new Map<string, string[]>(unknown.map(({ key }) => [key, []]));
    let questions: readonly Question[] = unknown;
    for (let page = 0; questions.length > 0; page++) {
      if (page === maxPages) throw new AppError("unavailable", "OSV's answer does not end.");
      const further: Question[] = [];
      for (let at = 0; at < questions.length; at += maxQuestions) {
        const some = questions.slice(at, at + maxQuestions);
        const results = await queryBatch(url, some, signal);
        for (const [index, question] of some.entries()) {
          const { vulns = [], next_page_token: pageToken } = results[index] ?? {};
          found.get(question.key)?.push(...vulns.map(({ id }) => id));
          if (pageToken) further.push({ ...question, pageToken });
        }
      }
      questions = further;
    }
    await fetchMissing([...new Set([...found.values()].flat())], signal);
    for (const [key, ids] of found) idsByPackage.set(key, ids);
  }

  async function fetchMissing(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    const missing = ids.filter((id) => !byId.has(id));
    if (byId.size + missing.length > maxAdvisories) {
      throw new AppError("too_large", `More than ${maxAdvisories} advisories concern this.`);
    }
    for (let at = 0; at < missing.length; at += parallel) {
      await Promise.all(
        missing.slice(at, at + parallel).map(async (id) => {
          byId.set(id, await fetchAdvisory(url, id, signal));
        }),
      );
    }
  }

  return {
    async of(packages, signal) {
      await ask(packages, signal);
      return packages.map((of) =>
        (idsByPackage.get(keyOf(of)) ?? []).flatMap((id) => byId.get(id) ?? []),
      );
    },
  };
}

async function queryBatch(url: string, questions: readonly Question[], signal?: AbortSignal) {
  const queries = questions.map(({ of, pageToken }) => ({
    package: { ecosystem: of.ecosystem, name: of.name },
    version: of.version,
    ...(pageToken !== undefined && { page_token: pageToken }),
  }));
  const answer = await guardedFetch(`${url}/v1/querybatch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ queries }),
    maxBytes: 16 * 1024 * 1024,
    maxRedirects: 0,
    signal,
  });
  const parsed = batchSchema.safeParse(await jsonOf(answer));
  if (!parsed.success || parsed.data.results.length !== questions.length) throw garbled();
  return parsed.data.results;
}

/** Null for an advisory that was withdrawn. */
async function fetchAdvisory(url: string, id: string, signal?: AbortSignal) {
  const answer = await guardedFetch(`${url}/v1/vulns/${encodeURIComponent(id)}`, {
    maxRedirects: 0,
    signal,
  });
  const parsed = advisorySchema.safeParse(await jsonOf(answer));
  if (!parsed.success) throw garbled();
  return parsed.data.withdrawn === undefined ? toAdvisory(parsed.data) : null;
}

async function jsonOf(answer: Awaited<ReturnType<typeof guardedFetch>>): Promise<unknown> {
  if (answer.status === 200) return await answer.json();
  answer.discard();
  throw new AppError("unavailable", `The advisory database answered with status ${answer.status}.`);
}

function garbled(): AppError {
  return new AppError("unavailable", "The advisory database's answer does not have its form.");
}

function keyOf({ ecosystem, name, version }: PackageVersion): string {
  return `${ecosystem} ${name} ${version}`;
}
