import type { SkippedPath } from "#lib/base/index.ts";

/** A regular file of a tree. */
export interface TreeFile {
  readonly path: string;
  readonly mode: "100644" | "100755";
  readonly objectId: string;
  readonly sizeBytes: number;
}

export interface TreeListing {
  /** Sorted by path (code unit order). */
  readonly files: readonly TreeFile[];
  readonly skipped: readonly SkippedPath[];
}

export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}
