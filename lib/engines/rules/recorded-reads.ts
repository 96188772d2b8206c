import { createHash } from "node:crypto";
import { isAppError, type Workspace } from "#lib/base/index.ts";

/** What was read of a tree besides the file itself, so that it can be asked later whether that still holds. */
export interface Read {
  /** Null for the list of all paths. */
  readonly path: string | null;
  /** SHA-256, lower-case hex; null where there was no such file. */
  readonly sha256: string | null;
}

export function bytesDigest(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export async function readDigest(
  workspace: Workspace,
  path: string | null,
): Promise<string | null> {
  if (path === null) {
    const files = await workspace.list();
    return bytesDigest(files.map((file) => file.path).join("\0"));
  }
  try {
    return bytesDigest(await workspace.read(path));
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
}

/** The workspace, and what was asked of it. */
export function recordReads(workspace: Workspace): {
  readonly workspace: Workspace;
  reads(): Promise<readonly Read[]>;
} {
  const asked = new Set<string | null>();
  return {
    workspace: {
      list() {
        asked.add(null);
        return workspace.list();
      },
      skipped: () => workspace.skipped(),
      read(path) {
        asked.add(path);
        return workspace.read(path);
      },
    },
    async reads() {
      const paths = [...asked].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1));
      return await Promise.all(
        paths.map(async (path) => ({ path, sha256: await readDigest(workspace, path) })),
      );
    },
  };
}
