import {
  AppError,
  decodeUtf8,
  type FileChange,
  isAppError,
  repositoryPathFault,
  type Workspace,
} from "#lib/base/index.ts";

/** Files beyond this are neither shown nor changed. */
const maxFileBytes = 1024 * 1024;
/** A search reads everything: what is kept of it in memory, in characters, so that no repository is too large. */
const maxKeptLength = 16 * 1024 * 1024;

/** The repository as the model has changed it so far; nothing is written anywhere. */
export interface WorkingCopy {
  /** Paths of all files as they are now, sorted. */
  paths(): Promise<readonly string[]>;
  /** The text of a file; null where there is none. Throws `invalid_input` for one that is no text. */
  read(path: string): Promise<string | null>;
  /** `null` deletes. */
  write(path: string, text: string | null): Promise<void>;
  changes(): readonly FileChange[];
}

export function openWorkingCopy(workspace: Workspace): WorkingCopy {
  const kept = new Map<string, string | null>();
  let keptLength = 0;
  const before = new Map<string, string | null>();
  const after = new Map<string, string | null>();

  async function original(path: string): Promise<string | null> {
    const known = before.get(path) ?? kept.get(path);
    if (known !== undefined) return known;
    const text = await readText(workspace, path);
    const length = text?.length ?? 0;
    if (keptLength + length <= maxKeptLength) {
      kept.set(path, text);
      keptLength += length;
    }
    return text;
  }

  return {
    async paths() {
      const listed = (await workspace.list()).map(({ path }) => path);
      const now = new Set(listed);
      for (const [path, text] of after) {
        if (text === null) now.delete(path);
        else now.add(path);
      }
      return [...now].sort();
    },
    async read(path) {
      const changed = after.get(path);
      return changed === undefined ? await original(path) : changed;
    },
    async write(path, text) {
      if (!before.has(path)) before.set(path, await original(path));
      after.set(path, text);
    },
    changes: () =>
      [...after]
        .map(([path, text]) => ({ path, before: before.get(path) ?? null, after: text }))
        .filter((change) => change.before !== change.after)
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

async function readText(workspace: Workspace, path: string): Promise<string | null> {
  if (repositoryPathFault(path) !== null) {
    throw new AppError("invalid_input", "That is no path of a file in this repository.");
  }
  let bytes: Uint8Array;
  try {
    bytes = await workspace.read(path);
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
  if (bytes.length > maxFileBytes) throw new AppError("invalid_input", "That file is too large.");
  const text = bytes.includes(0) ? null : decodeUtf8(bytes);
  if (text === null) throw new AppError("invalid_input", "That file is not text.");
  return text;
}
