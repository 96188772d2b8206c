import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { FixDetail } from "#lib/services/fixes/index.ts";
import type { MergeMethod } from "#samples/forge/bare-repository.ts";
import type { HostedRepository } from "./hosted-repository.ts";
import { git, pushFile } from "./world.ts";

const run = promisify(execFile);

/** How people merge; `evil_merge` slips a file in while merging, `respaced` squashes other spaces. */
export type Way =
  | "merge"
  | "squash"
  | "rebase"
  | "fast_forward"
  | "squash_merge"
  | "evil_merge"
  | "respaced";

/** A repository as its people use it, on a forge or on this machine. */
export interface MergePlace {
  readonly repositoryId: string;
  /** Another file comes to the target branch. */
  moveTarget(): Promise<unknown>;
  pushToBranch(fix: FixDetail, path: string, text: string): Promise<unknown>;
  /** Returns the commit that the target comes to stand at. */
  merge(fix: FixDetail, way: Way): Promise<string>;
  tree(commit: string): Promise<string>;
}

let count = 0;

/** A bare repository on this machine, which people merge in with git alone. */
export function localPlace(path: string, repositoryId: string): MergePlace {
  const main = () => git(path, "rev-parse", "refs/heads/main");
  const tree = (commit: string) => git(path, "rev-parse", `${commit}^{tree}`);
  async function commit(of: string, parents: readonly string[], like?: string): Promise<string> {
    const format = "--format=%an%x00%ae%x00%ad%x00%B";
    const shown = like && (await git(path, "show", "-s", "--date=raw", format, like));
    const [name = "", email = "", date = "", words = ""] = shown
      ? shown.split("\0")
      : ["Dev", "dev@example.test", `@${1_790_000_000 + ++count} +0000`, `Merge ${++count}`];
    const by = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date };
    const env = {
      ...process.env,
      ...by,
      GIT_COMMITTER_NAME: "Dev",
      GIT_COMMITTER_EMAIL: "dev@example.test",
    } as unknown as NodeJS.ProcessEnv;
    const args = parents.flatMap((parent) => ["-p", parent]);
    const made = await run("git", ["-C", path, "commit-tree", of, ...args, "-m", words], { env });
    return made.stdout.trim();
  }
  const merged = (onto: string, head: string) =>
    git(path, "merge-tree", "--write-tree", onto, head);

  async function made(fix: FixDetail, way: Way): Promise<string> {
    const [onto, head] = [await main(), await git(path, "rev-parse", `refs/heads/${fix.branch}`)];
    if (way === "fast_forward") return head;
    if (way === "rebase") {
      const list = await git(path, "rev-list", "--reverse", `${onto}..${head}`);
      let tip = onto;
      for (const id of list.split("\n")) {
        tip = await commit(await merged(tip, id), [tip], id);
      }
      return tip;
    }
    const both = await merged(onto, head);
    if (way === "evil_merge") return await commit(await withFile(both, "evil.txt"), [onto, head]);
    if (way === "respaced") return await commit(await respaced(both, fix), [onto]);
    return await commit(both, way === "merge" ? [onto, head] : [onto]);
  }

  async function edited(treeId: string, file: string, text: string): Promise<string> {
    const blob = await input(["hash-object", "-w", "--stdin"], text);
    const index = { GIT_INDEX_FILE: `${path}/test-index-${++count}` };
    const env = { ...process.env, ...index } as unknown as NodeJS.ProcessEnv;
    const at = ["-C", path];
    await run("git", [...at, "read-tree", treeId], { env });
    const info = `100644,${blob},${file}`;
    await run("git", [...at, "update-index", "--add", "--cacheinfo", info], { env });
    return (await run("git", [...at, "write-tree"], { env })).stdout.trim();
  }

  async function input(args: readonly string[], text: string): Promise<string> {
    const running = run("git", ["-C", path, ...args]);
    running.child.stdin?.end(text);
    return (await running).stdout.trim();
  }

  const withFile = (treeId: string, file: string) => edited(treeId, file, "slipped in\n");

  /** The changed line one step further in: git's patch id does not see that. */
  async function respaced(treeId: string, fix: FixDetail): Promise<string> {
    const file = fix.finding.path;
    const { stdout } = await run("git", ["-C", path, "show", `${treeId}:${file}`]);
    return await edited(treeId, file, stdout.replace(/^ {4}return/m, "        return"));
  }

  return {
    repositoryId,
    tree,
    moveTarget: () => pushFile(path, "main", { path: `other-${++count}.txt`, text: `${count}\n` }),
    pushToBranch: (fix, file, text) => pushFile(path, fix.branch, { path: file, text }),
    async merge(fix, way) {
      const commitId = await made(fix, way);
      await git(path, "update-ref", "refs/heads/main", commitId);
      return commitId;
    },
  };
}

/** A repository on a fake forge, which merges as its button does. */
export function hostedPlace(at: HostedRepository): MergePlace {
  const { forge, repository, owner } = at;
  return {
    repositoryId: at.repositoryId,
    tree: async (commit) => (await repository.git.commit(commit)).tree,
    moveTarget: () => forge.push(repository, "main", { [`o-${++count}.txt`]: `${count}\n` }, owner),
    pushToBranch: (fix, path, text) => forge.push(repository, fix.branch, { [path]: text }, owner),
    async merge(fix, way) {
      const change = repository.changes.get(fix.reviewNumber ?? 0);
      if (change === undefined) throw new Error("There is no such review.");
      return await forge.merge(repository, change, owner, way as MergeMethod);
    },
  };
}
