import { AppError, decodeUtf8, type FileChange, repositoryPathFault } from "#lib/base/index.ts";
import { openBlobReader } from "./blob-reader.ts";
import { type LocalRepository, requireCommit } from "./local-repository.ts";
import { type RawChange, rawDiff } from "./raw-diff.ts";

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
    if (text === null) throw refused(path, "is not UTF-8 text");
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
  if (name === null) throw refused(path.toString("utf8"), "has a name that is not UTF-8");
  const fault = repositoryPathFault(name);
  if (fault !== null) throw refused(name, `has a name that ${fault}`);
  const modes = [oldMode, newMode];
  if (modes.includes("120000")) throw refused(name, "is a symbolic link");
  if (modes.includes("160000")) throw refused(name, "is a submodule");
  if (oldMode === "000000" ? newMode === "100755" : newMode !== "000000" && oldMode !== newMode) {
    throw refused(name, "changes its file mode");
  }
  return name;
}

function refused(path: string, why: string): AppError {
  return new AppError("precondition_failed", `${path} ${why}; Etna signs changes of text only.`);
}
