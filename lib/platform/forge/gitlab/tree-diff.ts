import { AppError } from "#lib/base/index.ts";
import { isFolder } from "./git-objects.ts";
import type { GitlabTrees, ListedEntry } from "./trees.ts";

/** One path that differs between two commits; mode "000000" and id null stand for no file. */
export interface TreeChange {
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string | null;
  readonly newId: string | null;
}

const maxFiles = 1000;

/**
 * What differs between two commits, from the folders that differ and no others: exact where GitLab's
 * own comparison is cut short, finds renames, or times out. Throws `too_large` past 1,000 files.
 */
export async function diffTrees(
  trees: GitlabTrees,
  oldCommit: string,
  newCommit: string,
): Promise<readonly TreeChange[]> {
  const changes: TreeChange[] = [];

  function add(path: string, old: ListedEntry | undefined, now: ListedEntry | undefined): void {
    if (changes.length >= maxFiles) {
      throw new AppError("too_large", `More than ${maxFiles} files differ.`);
    }
    changes.push({
      path,
      oldMode: old?.mode ?? "000000",
      newMode: now?.mode ?? "000000",
      oldId: old?.id ?? null,
      newId: now?.id ?? null,
    });
  }

  async function visit(prefix: string, inOld: boolean, inNew: boolean): Promise<void> {
    const folder = prefix.slice(0, -1);
    const [old, now] = await Promise.all([
      inOld ? trees.folder(oldCommit, folder) : [],
      inNew ? trees.folder(newCommit, folder) : [],
    ]);
    const olds = byName(old ?? [], prefix);
    const news = byName(now ?? [], prefix);
    for (const name of new Set([...olds.keys(), ...news.keys()])) {
      const [a, b] = [olds.get(name), news.get(name)];
      if (a?.id === b?.id && a?.mode === b?.mode) continue;
      const [wasFolder, isNowFolder] = [isFolder(a?.mode ?? ""), isFolder(b?.mode ?? "")];
      const file = wasFolder ? undefined : a;
      const newFile = isNowFolder ? undefined : b;
      if (file !== undefined || newFile !== undefined) add(prefix + name, file, newFile);
      if (wasFolder || isNowFolder) await visit(`${prefix}${name}/`, wasFolder, isNowFolder);
    }
  }

  await Promise.all([trees.root(oldCommit), trees.root(newCommit)]);
  await visit("", true, true);
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** GitLab shows names in old encodings by a guess: two of them can come out the same. */
function byName(entries: readonly ListedEntry[], prefix: string): Map<string, ListedEntry> {
  const found = new Map(entries.map((entry) => [entry.name, entry]));
  if (found.size === entries.length) return found;
  throw new AppError(
    "precondition_failed",
    `Two names in the folder ${JSON.stringify(prefix)} are not UTF-8, and look the same. Rename them.`,
  );
}
