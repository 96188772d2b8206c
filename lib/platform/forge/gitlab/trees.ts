import { AppError } from "#lib/base/index.ts";
import type { CommitFacts } from "../forge.ts";
import { type GitlabClient, read } from "./client.ts";
import { statusOf } from "./failure.ts";
import { hexDigitsOf, isFolder, treeId } from "./git-objects.ts";
import { checkCommitId } from "./options.ts";
import { authoredCommit, treeEntry } from "./schemas.ts";

/** One entry of a folder as GitLab shows it; a name that is not UTF-8 is shown as something else. */
export interface ListedEntry {
  readonly name: string;
  readonly mode: string;
  readonly id: string;
}

export interface RootTree {
  readonly tree: string;
  readonly entries: readonly ListedEntry[];
}

/** What never changes about a repository's commits, kept as long as the door is open. */
export interface GitlabTrees {
  /** Throws `invalid_input` for what is no whole id, `not_found` where there is no such commit. */
  commit(id: string): Promise<Omit<CommitFacts, "tree">>;
  /** Null where the path is no folder of the commit. */
  folder(commitId: string, path: string): Promise<readonly ListedEntry[] | null>;
  /** GitLab does not tell the tree of a commit: it is computed from the entries of its top folder. */
  root(commitId: string): Promise<RootTree>;
}

const perPage = 100;
const maxPages = 1000;
const maxKept = 300;

export function openTrees(
  client: GitlabClient,
  /** Finds the real names at the top of a commit where GitLab's are no help. */
  treeByArchive: (commitId: string) => Promise<string>,
): GitlabTrees {
  const folders = new Map<string, Promise<readonly ListedEntry[] | null>>();
  const roots = new Map<string, Promise<RootTree>>();

  async function list(commitId: string, path: string): Promise<readonly ListedEntry[] | null> {
    try {
      const found = await client.repositories.allRepositoryTrees(client.projectId, {
        ref: commitId,
        pagination: "keyset",
        perPage,
        maxPages,
        ...(path !== "" && { path }),
      });
      if (found.length >= perPage * maxPages) {
        throw new AppError(
          "too_large",
          `The folder ${path} has more than ${found.length - 1} entries.`,
        );
      }
      return read(treeEntry.array(), found);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      return null;
    }
  }

  const folder = (commitId: string, path: string) =>
    kept(folders, `${commitId}:${path}`, () => list(commitId, path));

  async function computeRoot(commitId: string): Promise<RootTree> {
    const entries = await folder(commitId, "");
    if (entries === null) throw noCommit(commitId);
    const isKnown = await Promise.all(entries.map((entry) => isUtf8(client, commitId, entry)));
    const tree = isKnown.every(Boolean)
      ? listedTreeId(entries, commitId)
      : await treeByArchive(commitId);
    return { tree, entries };
  }

  return {
    folder,
    root: (commitId) => {
      checkCommitId(commitId);
      return kept(roots, commitId, () => computeRoot(commitId));
    },
    async commit(id) {
      checkCommitId(id);
      try {
        const found = read(authoredCommit, await client.commits.show(client.projectId, id));
        if (found.id !== id) throw noCommit(id);
        const unixSeconds = Math.floor(found.authored_date.getTime() / 1000);
        return {
          commit: id,
          parents: found.parent_ids,
          author: { name: found.author_name, email: found.author_email, unixSeconds },
          message: found.message,
        };
      } catch (error) {
        if (statusOf(error) === 404) throw noCommit(id, error);
        throw error;
      }
    },
  };
}

/** The id of the tree of listed entries, taken at their word that their names are UTF-8. */
export function listedTreeId(entries: readonly ListedEntry[], likeId: string): string {
  const named = entries.map((entry) => ({ ...entry, name: Buffer.from(entry.name) }));
  return treeId(named, hexDigitsOf(likeId));
}

async function isUtf8(
  client: GitlabClient,
  commitId: string,
  entry: ListedEntry,
): Promise<boolean> {
  if (entry.mode === "160000") return true;
  return hasTrueName(client, commitId, entry.name, isFolder(entry.mode));
}

/**
 * GitLab shows a name in some old encoding as if it were UTF-8. It finds a path by its true bytes
 * alone, so one that it does not find again is none.
 */
export async function hasTrueName(
  client: GitlabClient,
  commitId: string,
  path: string,
  asFolder = false,
): Promise<boolean> {
  if (/^[\x20-\x7e]*$/.test(path)) return true;
  const repository = `projects/${client.projectId}/repository`;
  const encoded = encodeURIComponent(path);
  const asked = asFolder
    ? { path: `${repository}/tree`, query: `ref=${commitId}&path=${encoded}&per_page=1` }
    : { path: `${repository}/files/${encoded}`, query: `ref=${commitId}` };
  try {
    await client.transport.send({ method: "HEAD", ...asked });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

function kept<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = map.get(key) ?? make();
  map.delete(key);
  map.set(key, found);
  if (map.size > maxKept) map.delete(map.keys().next().value ?? "");
  found.catch(() => map.delete(key));
  return found;
}

function noCommit(id: string, cause?: unknown): AppError {
  return new AppError("not_found", `The repository has no commit ${id}.`, { cause });
}
