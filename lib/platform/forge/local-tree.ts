import { decodeUtf8, repositoryPathFault, type SkippedPath } from "#lib/base/index.ts";
import type { LocalRepository } from "./local-repository.ts";
import { byPath, type TreeFile, type TreeListing } from "./tree-listing.ts";

/** Every path of a commit. Throws `too_large` past 64 MiB of listing (about 600,000 files). */
export async function listTree({ git }: LocalRepository, commit: string): Promise<TreeListing> {
  const bytes = await git.bytes(["ls-tree", "-r", "-z", "--full-tree", "--long", commit]);
  const files = new Map<string, TreeFile>();
  const skipped: SkippedPath[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const entry = parseEntry(bytes.subarray(start, end));
    if ("reason" in entry) skipped.push(entry);
    else if (files.has(entry.path)) skipped.push({ path: entry.path, reason: "unreadable" });
    else files.set(entry.path, entry);
    start = end + 1;
  }
  return { files: [...files.values()].sort(byPath), skipped: skipped.sort(byPath) };
}

function parseEntry(bytes: Buffer): TreeFile | SkippedPath {
  const tab = bytes.indexOf(0x09);
  const [mode, type, objectId = "", size = ""] = bytes.toString("latin1", 0, tab).split(/ +/);
  const path = decodeUtf8(bytes.subarray(tab + 1));
  if (path === null) {
    return { path: bytes.toString("utf8", tab + 1), reason: "not_utf8_path" };
  }
  if (type === "commit") return { path, reason: "submodule" };
  if (mode === "120000") return { path, reason: "symlink" };
  if (repositoryPathFault(path) !== null || !/^\d+$/.test(size)) {
    return { path, reason: "unreadable" };
  }
  const executable = mode === "100755";
  return { path, mode: executable ? "100755" : "100644", objectId, sizeBytes: Number(size) };
}
