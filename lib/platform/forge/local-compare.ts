import { AppError, decodeUtf8, type FileChange } from "#lib/base/index.ts";
import { openBlobReader } from "./blob-reader.ts";
import { type LocalRepository, requireCommit } from "./local-repository.ts";
import { type RawChange, rawDiff } from "./raw-diff.ts";
import { checkTextChange, noTextChange } from "./text-change.ts";

const maxFiles = 1000;
const maxTotalBytes = 16 * 1024 * 1024;

export async function compareCommits(
  repository: LocalRepository,
  baseCommit: string,
  headCommit: string,
): Promise<readonly FileChange[]> {
  await requireCommit(repository, baseCommit);
  await requireCommit(repository, headCommit);
  const raw = await rawDiff(repository.git, baseCommit, headCommit);
  if (raw.length > maxFiles) {
    throw new AppError("too_large", `More than ${maxFiles} files differ.`);
  }
  const blobs = openBlobReader(repository.git);
  let leftBytes = maxTotalBytes;

  async function textOf(path: string, objectId: string): Promise<string> {
    const maxBytes = Math.min(leftBytes, repository.maxFileBytes);
    const bytes = await blobs.read(objectId, maxBytes);
    leftBytes -= bytes.length;
    const text = bytes.includes(0) ? null : decodeUtf8(bytes);
    if (text === null) throw noTextChange(path, "is not UTF-8 text");
    return text;
  }

  const changes: FileChange[] = [];
  for (const change of raw) {
    const path = textPath(change);
    const before = change.oldMode === "000000" ? null : await textOf(path, change.oldId);
    const after = change.newMode === "000000" ? null : await textOf(path, change.newId);
    changes.push({ path, before, after });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The path of a change that a `FileChange` can carry whole; throws where something is lost. */
function textPath({ path, oldMode, newMode }: RawChange): string {
  const name = decodeUtf8(path);
  if (name === null) throw noTextChange(path.toString("utf8"), "has a name that is not UTF-8");
  checkTextChange(name, oldMode, newMode);
  return name;
}
