import { AppError, decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
import { vendoredFolder } from "../skip.ts";

/** A lockfile is long because many packages are in it, not because it is minified. */
export const maxDependencyFileBytes = 16 * 1024 * 1024;

const names =
  /(?:^|\/)(?:package\.json|package-lock\.json|\.npmrc|Pipfile\.lock|poetry\.lock|uv\.lock|requirements(?:[-_.][\w.-]+)?\.txt)$|(?:^|\/)requirements\/[\w.-]+\.txt$/;

/** True for a file that says which packages are used. */
export function isDependencyFile(path: string): boolean {
  return names.test(path) && vendoredFolder(path) === null;
}

/** The texts of the files that say which packages are used, by path. What cannot be read is left out. */
export async function readDependencyFiles(
  workspace: Workspace,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { path, sizeBytes } of await workspace.list()) {
    if (!isDependencyFile(path) || sizeBytes > maxDependencyFileBytes) continue;
    try {
      const text = decodeUtf8(await workspace.read(path));
      if (text !== null) texts.set(path, text);
    } catch (error) {
      if (!isAppError(error, "unavailable")) throw error;
    }
  }
  return texts;
}

/** What stands in a JSON file, or null for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw new AppError("internal", "A JSON file could not be read.", { cause: error });
  }
}
