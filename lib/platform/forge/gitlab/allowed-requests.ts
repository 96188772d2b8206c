import { z } from "zod";
import { AppError, isAppError, repositoryPathFault } from "#lib/base/index.ts";
import { etnaBranch } from "../etna-branch.ts";
import { hasQuickAction } from "./plain-text.ts";

export interface Outgoing {
  readonly method: string;
  /** Behind `/api/v4/`, encoded, without a query. */
  readonly path: string;
  readonly body: string | null;
}

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const branch = z.string().refine(isEtnaBranch);
/** GitLab carries out lines that begin with a slash: `/merge` and `/approve` are two of them. */
const words = z.string().refine((text) => !hasQuickAction(text));

const path = z.string().refine((text) => repositoryPathFault(text) === null);
const content = { file_path: path, content: z.string(), encoding: z.literal("base64") };
const creation = z.strictObject({ action: z.literal("create"), ...content });
const update = z.strictObject({ action: z.literal("update"), ...content });
const removal = z.strictObject({ action: z.literal("delete"), file_path: path });
const last = { last_commit_id: sha };

const commit = {
  branch,
  commit_message: z.string(),
  author_name: z.string(),
  author_email: z.string(),
};
/** Makes its branch, or is refused; and one more commit of a branch whose files stand as they are known. */
const commits = z.union([
  z.strictObject({
    ...commit,
    start_sha: sha,
    actions: z.array(z.union([creation, update, removal])).min(1),
  }),
  z.strictObject({
    ...commit,
    actions: z.array(z.union([creation, update.extend(last), removal.extend(last)])).min(1),
  }),
]);

/** Writes inside the project, by what follows `projects/:id/`. No other write leaves the process. */
const writes: readonly (readonly [string, RegExp, z.ZodType])[] = [
  ["POST", /^repository\/commits$/, commits],
  [
    "POST",
    /^merge_requests$/,
    z.strictObject({
      source_branch: branch,
      target_branch: z.string().refine((name) => !isEtnaBranch(name)),
      title: z.string(),
      description: words,
    }),
  ],
  [
    "PUT",
    /^merge_requests\/\d+$/,
    z.union([
      z.strictObject({ title: z.string(), description: words.optional() }),
      z.strictObject({ state_event: z.literal("close") }),
      z.strictObject({ add_labels: z.string() }),
      z.strictObject({ reviewer_ids: z.array(z.int()) }),
    ]),
  ],
  ["POST", /^(merge_requests|issues)\/\d+\/notes$/, z.strictObject({ body: words })],
  [
    "POST",
    /^statuses\/([0-9a-f]{40}|[0-9a-f]{64})$/,
    z.strictObject({
      name: z.literal("Etna"),
      state: z.enum(["pending", "success", "failed"]),
      description: z.string(),
      target_url: z.string(),
    }),
  ],
];

const deletion = /^repository\/branches\/([^/]+)$/;

/**
 * Throws `forbidden` for a request that this door has no use for, before it leaves the process: above
 * all for any that could write a ref outside `etna/`, move or force one, merge, approve, reopen, or
 * change how a project is protected.
 */
export function checkAllowed({ method, path, body }: Outgoing, projectId: number): void {
  // A server that decodes before it resolves would read another place than the one checked here.
  const escapes =
    /(^|\/|%2f|%5c)\.{1,2}(\/|%2f|%5c|$)/i.test(path) || /[^\x21-\x7e]|[?#\\]/.test(path);
  const inside = `projects/${projectId}`;
  const rest = path.startsWith(`${inside}/`) ? path.slice(inside.length + 1) : null;
  if (!escapes && isAllowed(method, path, rest, body, inside)) return;
  throw new AppError("forbidden", `Etna does not send ${method} ${path.slice(0, 200)} to GitLab.`);
}

function isAllowed(
  method: string,
  path: string,
  rest: string | null,
  body: string | null,
  inside: string,
): boolean {
  if (method === "GET" || method === "HEAD") {
    return body === null && (rest !== null || path === inside || path === "users");
  }
  if (rest === null) return false;
  if (method === "DELETE") {
    const name = deletion.exec(rest)?.[1];
    return body === null && name !== undefined && isEtnaBranch(decodeURIComponent(name));
  }
  const rule = writes.find(([known, form]) => known === method && form.test(rest));
  return rule?.[2].safeParse(readJson(body)).success === true;
}

function isEtnaBranch(name: string): boolean {
  try {
    return etnaBranch(name) === name;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

function readJson(body: string | null): unknown {
  try {
    return JSON.parse(body ?? "");
  } catch {
    return undefined;
  }
}
