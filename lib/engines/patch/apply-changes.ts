import {
  AppError,
  bytesEqual,
  type FileChange,
  isAppError,
  repositoryPathFault,
  utf8,
  type Workspace,
  type WorkspaceFile,
} from "#lib/base/index.ts";

/**
 * `workspace` as it would be with the changes, for a re-scan; nothing is written. The first read
 * throws `conflict` where a file is not what its change says it was. Throws `invalid_input` for a
 * path that may not be written or that is changed twice.
 */
export function applyChanges(workspace: Workspace, changes: readonly FileChange[]): Workspace {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  if (byPath.size !== changes.length) {
    throw new AppError("invalid_input", "A file is changed twice.");
  }
  for (const { path } of changes) {
    const fault = repositoryPathFault(path);
    if (fault !== null) throw new AppError("invalid_input", `The path "${path}" ${fault}.`);
  }
  let files: Promise<readonly WorkspaceFile[]> | undefined;

  function list(): Promise<readonly WorkspaceFile[]> {
    files ??= overlay();
    return files;
  }

  async function overlay(): Promise<readonly WorkspaceFile[]> {
    for (const change of changes) await checkBefore(workspace, change);
    const kept = (await workspace.list()).filter((file) => !byPath.has(file.path));
    const written = changes.flatMap(({ path, after }) =>
      after === null ? [] : [{ path, sizeBytes: utf8(after).length }],
    );
    return [...kept, ...written].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async function read(path: string): Promise<Uint8Array> {
    await list();
    const change = byPath.get(path);
    if (change === undefined) return workspace.read(path);
    if (change.after === null) throw new AppError("not_found", `There is no file ${path}.`);
    return utf8(change.after);
  }

  return { list, read, skipped: () => workspace.skipped() };
}

async function checkBefore(workspace: Workspace, { path, before }: FileChange): Promise<void> {
  const actual = await workspace.read(path).catch((error: unknown) => {
    if (isAppError(error, "not_found")) return null;
    throw error;
  });
  const same =
    before === null || actual === null ? before === actual : bytesEqual(utf8(before), actual);
  if (!same) throw new AppError("conflict", `${path} has changed since the fix was made.`);
}
