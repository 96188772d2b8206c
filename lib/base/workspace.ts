/** A regular file of a tree: `path` is relative, "/"-separated, without "." or ".." segments. */
export interface WorkspaceFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** A path that was left out of a workspace, and why, so that a report can say so. */
export interface SkippedPath {
  readonly path: string;
  readonly reason:
    | "symlink"
    | "submodule"
    | "excluded"
    | "too_large"
    | "not_utf8_path"
    | "unreadable";
}

/**
 * A read-only tree of files: a folder on a laptop or one commit of a repository.
 * Symbolic links and submodules are never listed and never followed.
 */
export interface Workspace {
  /** Regular files, sorted by path (code unit order). */
  list(): Promise<readonly WorkspaceFile[]>;
  /** What `list` left out. */
  skipped(): Promise<readonly SkippedPath[]>;
  /** Bytes of one listed file. Throws `not_found` for any other path. */
  read(path: string): Promise<Uint8Array>;
}

/** The new content of one text file. `before` is null for a new file, `after` for a deleted one. */
export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}
