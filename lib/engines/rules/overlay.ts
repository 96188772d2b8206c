import { AppError, type FileChange, utf8, type Workspace } from "#lib/base/index.ts";

/** The workspace as it would be after the changes, which stay in memory. */
export function overlayWorkspace(base: Workspace, changes: readonly FileChange[]): Workspace {
  const byPath = new Map(changes.map((change) => [change.path, change.after] as const));
  return {
    async list() {
      const kept = (await base.list()).filter((file) => !byPath.has(file.path));
      const changed = [...byPath].flatMap(([path, after]) =>
        after === null ? [] : [{ path, sizeBytes: utf8(after).length }],
      );
      return [...kept, ...changed].sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    skipped: () => base.skipped(),
    async read(path) {
      const after = byPath.get(path);
      if (after === undefined) return base.read(path);
      if (after === null) throw new AppError("not_found", `There is no file ${path}.`);
      return utf8(after);
    },
  };
}
