import { decodeUtf8, isAppError } from "#lib/base/index.ts";
import { openForge } from "./open-forge.ts";

export interface Readme {
  readonly path: string;
  /** A stranger's markdown. */
  readonly text: string;
  readonly commit: string;
}

const names = ["README.md", "readme.md", "Readme.md", "README.markdown", "README"];
const maxBytes = 1024 * 1024;

/**
 * What the repository says of itself at the newest commit of its default branch. Null where it says
 * nothing, too much, or cannot be reached: a page is whole without it.
 */
export async function readReadme(
  organizationId: string,
  repositoryId: string,
): Promise<Readme | null> {
  try {
    const forge = await openForge(organizationId, repositoryId);
    const { headCommit } = await forge.inspectRepository();
    const snapshot = await forge.snapshot(headCommit);
    const files = new Map((await snapshot.list()).map((file) => [file.path, file.sizeBytes]));
    const path = names.find((name) => files.has(name));
    if (path === undefined || (files.get(path) ?? 0) > maxBytes) return null;
    const text = decodeUtf8(await snapshot.read(path));
    return text === null || text.trim() === "" ? null : { path, text, commit: headCommit };
  } catch (error) {
    if (isAppError(error) && error.code !== "internal") return null;
    throw error;
  }
}
