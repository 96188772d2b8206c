import type { z } from "zod";
import { AppError, repositoryPathFault, type SkippedPath } from "#lib/base/index.ts";
import { byPath, type TreeFile, type TreeListing } from "../tree-listing.ts";
import type { GithubClient } from "./client.ts";
import { gitTree } from "./schemas.ts";

/** As many as the local door lists; a listing is held in memory. */
const maxEntries = 600_000;
const maxRequests = 5000;
const atOnce = 6;

type Entry = z.infer<typeof gitTree>["tree"][number];

/** What is left out keeps its object's id, by which a comparison sees that it changed. */
export interface GithubListing extends TreeListing {
  readonly skipped: readonly (SkippedPath & { readonly objectId: string })[];
}

/**
 * Every path of a tree, by one request where GitHub lists it whole; where it does not (100,000
 * entries or 7 MB), folder by folder. Throws `too_large` past the bounds.
 */
export async function listTree(client: GithubClient, tree: string): Promise<GithubListing> {
  const files = new Map<string, TreeFile>();
  const skipped: GithubListing["skipped"][number][] = [];
  const open: { readonly prefix: string; readonly tree: string; readonly whole: boolean }[] = [
    { prefix: "", tree, whole: true },
  ];
  let requests = 0;

  function take(path: string, entry: Entry): void {
    const found = readEntry(path, entry);
    if ("reason" in found) skipped.push({ ...found, objectId: entry.sha });
    else if (files.has(path)) skipped.push({ path, reason: "unreadable", objectId: entry.sha });
    else files.set(path, found);
    if (files.size + skipped.length > maxEntries) throw tooLarge();
  }

  async function visit({ prefix, tree: sha, whole }: (typeof open)[number]): Promise<void> {
    if (++requests > maxRequests) throw tooLarge();
    const route = "GET /repos/{owner}/{repo}/git/trees/{sha}";
    const recursive = whole ? { recursive: "1" } : {};
    const answer = await client.send(gitTree, route, { sha, ...recursive, isLarge: true });
    if (answer.truncated === true && whole) {
      open.push({ prefix, tree: sha, whole: false });
      return;
    }
    if (answer.truncated === true) throw tooLarge();
    for (const entry of answer.tree) {
      const path = prefix + entry.path;
      if (entry.type !== "tree") take(path, entry);
      else if (!whole) open.push({ prefix: `${path}/`, tree: entry.sha, whole: true });
    }
  }

  while (open.length > 0) await Promise.all(open.splice(0, atOnce).map(visit));
  return { files: [...files.values()].sort(byPath), skipped: skipped.sort(byPath) };
}

function readEntry(path: string, { mode, type, sha, size }: Entry): TreeFile | SkippedPath {
  // GitHub writes a name that is not UTF-8 with replacement characters, so none is what it seems.
  if (path.includes("\ufffd")) return { path, reason: "not_utf8_path" };
  if (type === "commit") return { path, reason: "submodule" };
  if (mode === "120000") return { path, reason: "symlink" };
  if (type !== "blob" || size === undefined || repositoryPathFault(path) !== null) {
    return { path, reason: "unreadable" };
  }
  const executable = mode === "100755";
  return { path, mode: executable ? "100755" : "100644", objectId: sha, sizeBytes: size };
}

function tooLarge(): AppError {
  return new AppError("too_large", `The repository has more than ${maxEntries} files or folders.`);
}
