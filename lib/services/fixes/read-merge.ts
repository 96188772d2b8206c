import { AppError, isAppError } from "#lib/base/index.ts";
import type { MergeMethod, MergeRelation } from "#lib/engines/verify/index.ts";
import { type CommitFacts, type Forge, isNoTextChange } from "#lib/platform/forge/index.ts";
import { describeChange } from "./describe-change.ts";

/** What was approved, as its signed statement says it, with the patch that this binds. */
export interface ApprovedChange {
  readonly gitCommit: string;
  readonly gitTree: string;
  readonly fromRevision: string;
  readonly patchId: string;
  readonly patch: string;
}

export interface MergeFacts {
  readonly gitCommit: string;
  readonly gitTree: string;
  readonly fromRevision: string | null;
  readonly method: MergeMethod;
  readonly relation: MergeRelation;
  /** The merged change is the approved patch: the same lines in the same context. */
  readonly isApprovedPatch: boolean;
}

/** More commits than a fix has; past it a rebase is not looked for. */
const maxRebasedCommits = 100;

/**
 * What git's own objects say of a merge: nothing here is taken from what the forge calls it. Throws
 * `conflict` where the target branch does not hold the commit.
 */
export async function readMerge(
  forge: Forge,
  approved: ApprovedChange,
  mergedCommit: string,
  targetBranch: string,
): Promise<MergeFacts> {
  if (!(await forge.holdsCommit(targetBranch, mergedCommit))) {
    throw new AppError("conflict", `${targetBranch} does not hold the merged ${mergedCommit}.`);
  }
  const merged = await forge.readCommit(mergedCommit);
  const { fromRevision, method } = await readMethod(forge, approved, merged);
  const isApprovedPatch =
    method === "fast_forward" ||
    (fromRevision !== null && (await isPatch(forge, approved, fromRevision, mergedCommit)));
  return {
    gitCommit: mergedCommit,
    gitTree: merged.tree,
    fromRevision,
    method: method ?? (isApprovedPatch ? "squash" : "unknown"),
    relation: relationOf(approved, merged, isApprovedPatch),
    isApprovedPatch,
  };
}

/** Null for one commit of its own: whether that squashes the approved ones, its change must say. */
async function readMethod(
  forge: Forge,
  approved: ApprovedChange,
  merged: CommitFacts,
): Promise<{ readonly fromRevision: string | null; readonly method: MergeMethod | null }> {
  const [parent = null, ...others] = merged.parents;
  if (merged.commit === approved.gitCommit) {
    return { fromRevision: approved.fromRevision, method: "fast_forward" };
  }
  if (others.length > 0) return { fromRevision: parent, method: "merge" };
  const rebasedOn = await findRebase(forge, approved, merged);
  if (rebasedOn !== null) return { fromRevision: rebasedOn, method: "rebase" };
  return { fromRevision: parent, method: null };
}

/** Where the commits of the approved head were put anew, each under its author and its words. */
async function findRebase(
  forge: Forge,
  approved: ApprovedChange,
  merged: CommitFacts,
): Promise<string | null> {
  let original = await readHead(forge, approved);
  let copy = merged;
  for (let count = 0; original !== null && count < maxRebasedCommits; count++) {
    const [from, onto] = [onlyParent(original), onlyParent(copy)];
    if (from === null || onto === null || !isCopy(original, copy)) return null;
    if (from === approved.fromRevision) return onto;
    original = await forge.readCommit(from);
    copy = await forge.readCommit(onto);
  }
  return null;
}

/** Null where git has let go of it, as it may once its branch is gone. */
async function readHead(forge: Forge, approved: ApprovedChange): Promise<CommitFacts | null> {
  try {
    const head = await forge.readCommit(approved.gitCommit);
    if (head.tree === approved.gitTree) return head;
    throw new AppError("conflict", "The approved commit has another tree than was approved.");
  } catch (error) {
    if (isAppError(error, "not_found")) return null;
    throw error;
  }
}

function onlyParent({ parents }: CommitFacts): string | null {
  return parents.length === 1 ? (parents[0] ?? null) : null;
}

function isCopy(a: CommitFacts, b: CommitFacts): boolean {
  return (
    a.author.name === b.author.name &&
    a.author.email === b.author.email &&
    a.author.unixSeconds === b.author.unixSeconds &&
    a.message.trim() === b.message.trim()
  );
}

async function isPatch(
  forge: Forge,
  approved: ApprovedChange,
  from: string,
  to: string,
): Promise<boolean> {
  try {
    const changes = await forge.compare(from, to);
    if (changes.length === 0) return false;
    const { patch, patchId } = await describeChange(changes);
    // A patch id does not see white space, which in some languages is the program.
    return patchId === approved.patchId && withoutPlaces(patch) === withoutPlaces(approved.patch);
  } catch (error) {
    // The approved patch is of text alone; what is not cannot be it. Anything else is no answer.
    if (isNoTextChange(error)) return false;
    throw error;
  }
}

/** Every line of a patch, and not where in the file it was. Content never begins with "@@". */
function withoutPlaces(patch: string): string {
  const lines = patch.split("\n");
  return lines.map((line) => (line.startsWith("@@ ") ? "@@" : line)).join("\n");
}

function relationOf(
  approved: ApprovedChange,
  merged: CommitFacts,
  isApprovedPatch: boolean,
): MergeRelation {
  if (merged.tree === approved.gitTree) return "same_tree";
  if (isApprovedPatch) return "same_patch";
  const [, second, third] = merged.parents;
  return second === approved.gitCommit && third === undefined ? "head_contained" : "different";
}
