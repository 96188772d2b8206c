import { createHash } from "node:crypto";
import { AppError, fromBase64 } from "#lib/base/index.ts";
import type { CommitFacts } from "../forge.ts";
import { type GithubClient, inOurWords } from "./client.ts";
import { statusOf } from "./failure.ts";
import { checkObjectId } from "./options.ts";
import { blob, gitCommit, objectId } from "./schemas.ts";

/** What never changes about a repository's objects, kept as long as the door is open. */
export interface GithubObjects {
  /** Throws `invalid_input` for what is no whole id, `not_found` where there is no such commit. */
  commit(id: string): Promise<CommitFacts>;
  /** Tells what is known already of a commit, so that no one asks for it. */
  know(commit: string, tree: string): void;
  treeOf(commit: string): Promise<string>;
  /** The bytes of a blob, checked against its name. */
  blob(id: string, maxBytes: number): Promise<Uint8Array>;
}

const maxKept = 500;

export function openObjects(client: GithubClient): GithubObjects {
  const trees = new Map<string, string>();

  async function commit(id: string): Promise<CommitFacts> {
    checkObjectId(id);
    try {
      const route = "GET /repos/{owner}/{repo}/git/commits/{sha}";
      const found = await client.send(gitCommit, route, { sha: id });
      if (found.sha !== id) throw new AppError("unavailable", "GitHub answered another commit.");
      know(id, found.tree.sha);
      return {
        commit: id,
        tree: found.tree.sha,
        parents: found.parents.map(({ sha }) => sha),
        author: {
          name: found.author.name,
          email: found.author.email,
          unixSeconds: Math.floor(Date.parse(found.author.date) / 1000),
        },
        message: found.message,
      };
    } catch (error) {
      if (![404, 422].includes(statusOf(error) ?? 0)) throw error;
      throw new AppError("not_found", `The repository has no commit ${id}.`, { cause: error });
    }
  }

  function know(id: string, tree: string): void {
    if (trees.size >= maxKept) trees.delete(trees.keys().next().value ?? "");
    trees.set(id, tree);
  }

  return {
    commit,
    know,
    treeOf: async (id) => {
      checkObjectId(id);
      return trees.get(id) ?? (await commit(id)).tree;
    },
    blob: (id, maxBytes) => inOurWords(client, () => readBlob(client, id, maxBytes)),
  };
}

async function readBlob(client: GithubClient, id: string, maxBytes: number): Promise<Uint8Array> {
  objectId.parse(id);
  const route = "GET /repos/{owner}/{repo}/git/blobs/{sha}";
  const { content } = await client.send(blob, route, { sha: id, isLarge: true });
  const bytes = fromBase64(content.replaceAll("\n", ""));
  if (bytes === null || blobId(bytes) !== id) {
    throw new AppError("unavailable", `GitHub's answer for object ${id} is damaged. Try again.`);
  }
  if (bytes.length > maxBytes) {
    throw new AppError("too_large", `A file of ${bytes.length} bytes is over the limit.`);
  }
  return bytes;
}

/** The name that git gives to a file of this content. */
export function blobId(content: Uint8Array): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
