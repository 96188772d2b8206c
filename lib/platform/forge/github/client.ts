import { z } from "zod";
import { AppError, isAppError } from "#lib/base/index.ts";
import { githubFailure, statusOf } from "./failure.ts";
import { makeOctokit } from "./octokit.ts";
import { checkRepositoryName, type GithubForgeOptions } from "./options.ts";

export interface Ask {
  readonly [parameter: string]: unknown;
  /** True: repeated when its answer is lost, because doing it twice is doing it once. */
  readonly isRepeatable?: boolean;
  /** True: of many megabytes, which Octokit's own reader of large integers takes seconds for. */
  readonly isLarge?: boolean;
}

export interface GithubClient {
  readonly options: GithubForgeOptions;
  /** "owner/name" as it was given. */
  readonly repository: string;
  readonly maxFileBytes: number;
  /** What this door itself has made or read, so that it need not look first. */
  readonly own: OwnWork;
  /** One request; `{owner}` and `{repo}` are filled in. Throws GitHub's refusals as they came. */
  send<T>(schema: z.ZodType<T>, route: string, ask?: Ask): Promise<T>;
  /** A GET that sends the ETag of its last answer, and takes "not modified" for that answer. */
  poll<T>(schema: z.ZodType<T>, route: string, ask?: Ask): Promise<T>;
  /** All pages of a list, up to `maxItems`. */
  pages<T>(schema: z.ZodType<T>, route: string, ask: Ask, maxItems: number): Promise<readonly T[]>;
  stream(route: string, ask?: Ask): Promise<ReadableStream<Uint8Array>>;
  mutate<T>(schema: z.ZodType<T>, query: string, input: object): Promise<T>;
  /** A question in GraphQL. It throws GraphqlRefusal where GitHub refuses any part, as do both others. */
  read<T>(schema: z.ZodType<T>, query: string, variables: object): Promise<T>;
  /** A mutation that is not repeated by itself when its answer is lost. */
  sendOnce<T>(schema: z.ZodType<T>, query: string, variables: object): Promise<T>;
}

interface OwnWork {
  /** Node id of the repository, once it was read. */
  repositoryId: string | null;
  /** Heads of branches that were made just now: nobody can have opened a pull request from them. */
  readonly branches: Map<string, string>;
  /** Commits that were made just now: nobody can have said anything of them. */
  readonly commits: Set<string>;
  /** Branches of the pull requests that this door opened, by number. */
  readonly reviews: Map<number, string>;
  /** Node ids of the drafts among them. */
  readonly drafts: Map<number, string>;
}

const maxKeptAnswers = 200;

/** A client for one repository, with GitHub's own pace, bounded repeats and no way to the rest. */
export function openClient(options: GithubForgeOptions): GithubClient {
  const { owner, name, baseUrl } = options;
  checkRepositoryName(owner, name);
  const octokit = makeOctokit(options);
  const kept = new Map<string, { readonly etag: string; readonly data: unknown }>();
  const repository = `${owner}/${name}`;

  async function request(
    route: string,
    { isRepeatable, isLarge, ...parameters }: Ask,
    extra: object = isLarge === true ? { parseSuccessResponseBody: false } : {},
  ) {
    const isRead = route.startsWith("GET ");
    const retries = isRead || isRepeatable === true ? {} : { retries: 0 };
    return octokit.request(route, {
      owner,
      repo: name,
      ...parameters,
      request: { ...retries, ...extra },
    });
  }

  async function poll<T>(schema: z.ZodType<T>, route: string, ask: Ask = {}): Promise<T> {
    const key = `${route} ${JSON.stringify(ask)}`;
    const last = kept.get(key);
    const headers = last === undefined ? {} : { headers: { "if-none-match": last.etag } };
    try {
      const { data, headers: answered } = await request(route, { ...ask, ...headers });
      const parsed = readAnswer(schema, data);
      kept.delete(key);
      if (answered.etag !== undefined) kept.set(key, { etag: answered.etag, data });
      if (kept.size > maxKeptAnswers) kept.delete(kept.keys().next().value ?? "");
      return parsed;
    } catch (error) {
      if (statusOf(error) !== 304 || last === undefined) throw error;
      return readAnswer(schema, last.data);
    }
  }

  async function pages<T>(schema: z.ZodType<T>, route: string, ask: Ask, maxItems: number) {
    const found: T[] = [];
    for (let page = 1; found.length < maxItems; page++) {
      const { data, headers } = await request(route, { ...ask, per_page: 100, page });
      found.push(...readAnswer(z.array(schema), listOf(data)));
      if (!headers.link?.includes('rel="next"')) break;
    }
    return found.slice(0, maxItems);
  }

  async function graphql<T>(
    schema: z.ZodType<T>,
    query: string,
    variables: object,
    repeats: object = {},
  ): Promise<T> {
    const { data } = await octokit.request("POST /graphql", {
      baseUrl: baseUrl.replace(/\/api\/v3\/?$/, "/api"),
      query,
      variables,
      request: repeats,
    });
    const answer = readAnswer(graphqlSchema, data);
    const [first] = answer.errors ?? [];
    if (first !== undefined) throw new GraphqlRefusal(first.type ?? "", first.message);
    return readAnswer(schema, answer.data);
  }

  return {
    options,
    repository,
    own: {
      repositoryId: null,
      branches: new Map(),
      commits: new Set(),
      reviews: new Map(),
      drafts: new Map(),
    },
    maxFileBytes: options.maxFileBytes ?? 10 * 1024 * 1024,
    async send(schema, route, ask = {}) {
      const { data } = await request(route, ask);
      return readAnswer(schema, ask.isLarge === true ? await parseBody(data) : data);
    },
    poll,
    pages,
    stream: async (route, ask = {}) => {
      const { data } = await request(route, ask, { parseSuccessResponseBody: false });
      return data as ReadableStream<Uint8Array>;
    },
    mutate: (schema, query, input) => graphql(schema, query, { input }),
    read: (schema, query, variables) => graphql(schema, query, variables),
    sendOnce: (schema, query, variables) => graphql(schema, query, variables, { retries: 0 }),
  };
}

/** GitHub's refusal of a GraphQL mutation, which comes with status 200. */
export class GraphqlRefusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Runs one call of the door and says in our own words what GitHub refused. */
export async function inOurWords<T>({ repository }: GithubClient, run: () => Promise<T>) {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof GraphqlRefusal)) throw githubFailure(error, repository);
    const cause = { cause: new Error(`${error.type} ${error.message}`.slice(0, 500)) };
    if (error.type === "FORBIDDEN" || error.type === "INSUFFICIENT_SCOPES") {
      throw new AppError(
        "forbidden",
        `GitHub does not let Etna do this in ${repository}. Grant the permission on GitHub and try again.`,
        cause,
      );
    }
    throw new AppError("precondition_failed", `GitHub refuses this in ${repository}.`, cause);
  }
}

const graphqlSchema = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).optional(),
});

async function parseBody(body: ReadableStream<Uint8Array>): Promise<unknown> {
  try {
    return await new Response(body).json();
  } catch (cause) {
    throw isAppError(cause)
      ? cause
      : new AppError("unavailable", "GitHub did not answer in JSON.", { cause });
  }
}

function readAnswer<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError("unavailable", "GitHub's answer is not what its API promises.", {
    cause: parsed.error,
  });
}

/** Some lists come in an object, beside a count. */
function listOf(data: unknown): unknown {
  if (Array.isArray(data) || typeof data !== "object" || data === null) return data;
  return Object.values(data).find((value) => Array.isArray(value));
}
