import type { MergeMethod, MergeRelation } from "#lib/engines/verify/index.ts";

const methods: Readonly<Record<MergeMethod, string>> = {
  merge: " (merge commit)",
  squash: " (squash)",
  rebase: " (rebase)",
  fast_forward: " (fast-forward)",
  unknown: "",
};

const relations: Readonly<Record<MergeRelation, string>> = {
  same_tree: "same tree as approved",
  same_patch: "same patch as approved, on a branch that had moved on",
  head_contained: "which holds the approved commit and changed more while merging",
  different: "which is not what was approved",
};

/** Follows the name of a commit: how it was merged, and what it has to do with the approval. */
export function mergeWords(method: MergeMethod, relation: MergeRelation): string {
  return `${methods[method]}, ${relations[relation]}`;
}
