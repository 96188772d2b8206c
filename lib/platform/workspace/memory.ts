import { AppError, utf8, type Workspace } from "#lib/base/index.ts";

/** A workspace of texts that are held in memory, such as the sample repository. */
export function memoryWorkspace(files: ReadonlyMap<string, string>): Workspace {
  return {
    async list() {
      return [...files]
        .map(([path, text]) => ({ path, sizeBytes: utf8(text).length }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    },
    skipped: async () => [],
    async read(path) {
      const text = files.get(path);
      if (text === undefined) throw new AppError("not_found", `There is no file ${path}.`);
      return utf8(text);
    },
  };
}
