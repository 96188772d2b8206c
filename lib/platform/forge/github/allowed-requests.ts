import { z } from "zod";
import { AppError, isAppError } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import {
  createCommitDocument,
  inspectDocument,
  markReadyDocument,
  noObject,
  openReviewDocument,
  updateRefsDocument,
} from "./graphql-documents.ts";

interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
}

interface Repository {
  readonly baseUrl: string;
  readonly owner: string;
  readonly name: string;
}

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const branch = z.string().refine(isEtnaBranch);
const ref = z.string().refine((text) => isEtnaBranch(text.replace(/^refs\/heads\//, "")));
const fullRef = ref.refine((text) => text.startsWith("refs/heads/"));
const anything = z.unknown();

/** Writes inside one repository, by what follows its address. No other write leaves the process. */
const writes: readonly (readonly [string, RegExp, z.ZodType])[] = [
  ["POST", /^\/git\/trees$/, z.strictObject({ base_tree: sha, tree: z.array(anything) })],
  [
    "POST",
    /^\/git\/commits$/,
    z.strictObject({
      message: z.string(),
      tree: sha,
      parents: z.tuple([sha]),
      author: anything.optional(),
      committer: anything.optional(),
    }),
  ],
  ["POST", /^\/git\/refs$/, z.strictObject({ ref: fullRef, sha })],
  [
    "POST",
    /^\/pulls$/,
    z.strictObject({
      head: branch,
      base: z.string().refine((base) => !isEtnaBranch(base)),
      title: z.string(),
      body: z.string(),
      draft: z.boolean(),
      maintainer_can_modify: z.literal(false),
    }),
  ],
  [
    "PATCH",
    /^\/pulls\/\d+$/,
    z.union([
      z.strictObject({ title: z.string(), body: z.string() }),
      z.strictObject({ state: z.literal("closed") }),
    ]),
  ],
  [
    "POST",
    /^\/pulls\/\d+\/requested_reviewers$/,
    z.strictObject({ reviewers: z.array(z.string()), team_reviewers: z.array(z.string()) }),
  ],
  ["POST", /^\/issues\/\d+\/labels$/, z.strictObject({ labels: z.array(z.string()) })],
  ["POST", /^\/issues\/\d+\/comments$/, z.strictObject({ body: z.string() })],
  ["POST", /^\/check-runs$/, z.looseObject({ name: z.literal("Etna"), head_sha: sha })],
  ["PATCH", /^\/check-runs\/\d+$/, z.looseObject({ name: z.literal("Etna") })],
  ["POST", /^\/statuses\/[0-9a-f]{40}$/, z.looseObject({ context: z.literal("Etna") })],
  [
    "POST",
    /^\/code-scanning\/sarifs$/,
    z.strictObject({ commit_sha: sha, ref: z.string(), sarif: z.string() }),
  ],
];

/**
 * Throws `forbidden` for a request that this door has no use for, before it leaves the process: above
 * all for any that could write a ref outside `etna/`, move or force one, merge, approve, dismiss,
 * or change how a repository is protected.
 */
export function checkAllowed(outgoing: Outgoing, repository: Repository): void {
  const base = new URL(repository.baseUrl);
  const url = URL.parse(outgoing.url);
  const root = base.pathname.replace(/\/$/, "");
  if (url === null || url.origin !== base.origin) throw refused(outgoing.method, "elsewhere");
  const path = url.pathname;
  // A server that decodes before it resolves would read another place than the one checked here.
  if (/(?:\/|%2f)\.\.(?:\/|%2f|$)/i.test(path)) throw refused(outgoing.method, path);
  if (outgoing.method === "GET") {
    if (isReadable(path, root, repository)) return;
  } else if (outgoing.method === "POST" && path === graphqlPath(root)) {
    if (isAllowedDocument(readBody(outgoing.body), repository)) return;
  } else {
    const inside = `${root}/repos/${repository.owner}/${repository.name}`;
    const rest = path.startsWith(`${inside}/`) ? path.slice(inside.length) : "";
    const rule = writes.find(([method, form]) => method === outgoing.method && form.test(rest));
    if (rule?.[2].safeParse(readBody(outgoing.body)).success && url.search === "") return;
  }
  throw refused(outgoing.method, path);
}

function isReadable(path: string, root: string, { owner, name }: Repository): boolean {
  const inside = `${root}/repos/${owner}/${name}`;
  return path === inside || path.startsWith(`${inside}/`);
}

/** `/api/graphql` beside `/api/v3`, and `/graphql` on github.com. */
function graphqlPath(root: string): string {
  return root.endsWith("/api/v3") ? `${root.slice(0, -"/v3".length)}/graphql` : `${root}/graphql`;
}

function isAllowedDocument(body: unknown, { owner, name }: Repository): boolean {
  const document = z.union([
    z.strictObject({
      query: z.literal(inspectDocument),
      variables: z.strictObject({ owner: z.literal(owner), name: z.literal(name) }),
    }),
    z.strictObject({
      query: z.literal(openReviewDocument),
      variables: z.strictObject({
        pull: z.strictObject({
          repositoryId: z.string(),
          baseRefName: z.string().refine((base) => !isEtnaBranch(base)),
          headRefName: branch,
          title: z.string(),
          body: z.string(),
          draft: z.boolean(),
          maintainerCanModify: z.literal(false),
        }),
        check: z.strictObject({
          repositoryId: z.string(),
          name: z.literal("Etna"),
          headSha: sha,
          detailsUrl: z.string(),
          status: z.literal("IN_PROGRESS"),
          output: z.strictObject({ title: z.string(), summary: z.string() }),
        }),
      }),
    }),
    z.strictObject({
      query: z.literal(createCommitDocument),
      variables: z.strictObject({
        input: z.strictObject({
          branch: z.strictObject({
            repositoryNameWithOwner: z.literal(`${owner}/${name}`),
            branchName: branch,
          }),
          expectedHeadOid: sha,
          message: z.strictObject({ headline: z.string(), body: z.string() }),
          fileChanges: z.strictObject({
            additions: z.array(anything),
            deletions: z.array(anything),
          }),
        }),
      }),
    }),
    z.strictObject({
      query: z.literal(markReadyDocument),
      variables: z.strictObject({ input: z.strictObject({ pullRequestId: z.string() }) }),
    }),
    z.strictObject({
      query: z.literal(updateRefsDocument),
      variables: z.strictObject({
        input: z.strictObject({
          repositoryId: z.string(),
          refUpdates: z.tuple([
            z.union([
              z.strictObject({ name: fullRef, beforeOid: sha, afterOid: z.literal(noObject) }),
              z.strictObject({
                name: fullRef,
                beforeOid: sha,
                afterOid: sha.refine((id) => id !== noObject),
                force: z.literal(false),
              }),
            ]),
          ]),
        }),
      }),
    }),
  ]);
  return document.safeParse(body).success;
}

function isEtnaBranch(name: string): boolean {
  try {
    etnaBranch(name);
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

function readBody(body: string | null): unknown {
  try {
    return JSON.parse(body ?? "null");
  } catch {
    return null;
  }
}

function refused(method: string, path: string): AppError {
  return new AppError("forbidden", `Etna does not send ${method} ${path} to GitHub.`);
}
