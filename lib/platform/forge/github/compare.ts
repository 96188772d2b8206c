import { AppError, decodeUtf8, type FileChange } from "#lib/base/index.ts";
import { checkTextChange, noTextChange } from "../text-change.ts";
import type { TreeFile } from "../tree-listing.ts";
import type { GithubClient } from "./client.ts";
import type { GithubObjects } from "./objects.ts";
import type { Listings } from "./snapshot.ts";
import type { GithubListing } from "./tree.ts";

const maxFiles = 1000;
const maxTotalBytes = 16 * 1024 * 1024;

/** From whole blobs: GitHub's own comparison cuts patches short, and starts at the merge base. */
export async function compareCommits(
  client: GithubClient,
  objects: GithubObjects,
  listings: Listings,
  baseCommit: string,
  headCommit: string,
): Promise<readonly FileChange[]> {
  const base = await listings.of(baseCommit);
  const head = await listings.of(headCommit);
  checkSpecial(base, head);
  const before = new Map(base.files.map((file) => [file.path, file]));
  const after = new Map(head.files.map((file) => [file.path, file]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) =>
    differs(before.get(path), after.get(path)),
  );
  if (paths.length > maxFiles) {
    throw new AppError("too_large", `More than ${maxFiles} files differ.`);
  }
  let leftBytes = maxTotalBytes;

  async function textOf(file: TreeFile | undefined): Promise<string | null> {
    if (file === undefined) return null;
    leftBytes -= file.sizeBytes;
    if (file.sizeBytes > client.maxFileBytes || leftBytes < 0) {
      throw new AppError("too_large", `${file.path} is too large to be compared.`);
    }
    const bytes = await objects.blob(file.objectId, client.maxFileBytes);
    const text = bytes.includes(0) ? null : decodeUtf8(bytes);
    if (text === null) throw noTextChange(file.path, "is not UTF-8 text");
    return text;
  }

  const changes: FileChange[] = [];
  for (const path of paths.sort()) {
    const [old, now] = [before.get(path), after.get(path)];
    checkTextChange(path, old?.mode ?? "000000", now?.mode ?? "000000");
    changes.push({ path, before: await textOf(old), after: await textOf(now) });
  }
  return changes;
}

function differs(a: TreeFile | undefined, b: TreeFile | undefined): boolean {
  return a?.objectId !== b?.objectId || a?.mode !== b?.mode;
}

/** Links and submodules carry their ids along, so a change of one is noticed as well. */
function checkSpecial(base: GithubListing, head: GithubListing): void {
  const idsOf = ({ skipped }: GithubListing) =>
    new Map(skipped.map((entry) => [entry.path, entry]));
  const [before, after] = [idsOf(base), idsOf(head)];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(path), after.get(path)];
    if (old?.reason === now?.reason && old?.objectId === now?.objectId) continue;
    throw noTextChange(path, describe((now ?? old)?.reason));
  }
}

function describe(reason: string | undefined): string {
  if (reason === "symlink") return "is a symbolic link";
  if (reason === "submodule") return "is a submodule";
  if (reason === "not_utf8_path") return "has a name that is not UTF-8";
  return "has a name that Etna does not write";
}
