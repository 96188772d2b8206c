import { toHex } from "#lib/base/index.ts";
import { type CheckResult, compared, firstFault, judged, notRun } from "./checks.ts";
import type { Sha256 } from "./ports.ts";
import type { Statement } from "./statement.ts";

/** A commit and its tree, as 40 or 64 hex digits. */
export interface GitRevision {
  readonly commit: string;
  readonly tree: string;
}

export function checkPatch(
  statement: Statement,
  patch: Uint8Array | undefined,
  sha256: Sha256,
): CheckResult {
  const stated = statement.subject[0].digest.sha256;
  const approved = statement.predicate.approval.bound.patch.slice("sha256:".length);
  const pair = [
    compared("In the statement", stated),
    compared("Approved", approved, "In the statement"),
  ];
  if (stated !== approved) {
    return judged("The statement names another patch than the one that was approved.", pair);
  }
  if (patch === undefined) {
    const reason = "The patch was not given. Give your copy of fix.patch and it is compared here.";
    return { outcome: "withheld", compared: pair, reason };
  }
  const given = toHex(sha256(patch));
  return judged(
    given === stated
      ? null
      : "The patch is not the one that was approved. The signature is for other bytes.",
    [...pair, compared("sha256 of fix.patch", given, "In the statement")],
  );
}

/** `repository` is null where the clone has no such commit, undefined where none was looked at. */
export function checkCommit(
  statement: Statement,
  repository: GitRevision | null | undefined,
): CheckResult {
  const signed = statement.subject[1].digest.gitCommit;
  const approved = statement.predicate.approval.bound.gitCommit;
  const here = repository === null ? "no such commit" : repository?.commit;
  const reason = firstFault(
    [approved === signed, "Another commit was approved than the one that was signed."],
    [here === undefined || here === signed, "The repository does not have the signed commit."],
  );
  return judged(reason, [
    compared("Approved", approved),
    compared("Signed", signed, "Approved"),
    ...(here === undefined ? [] : [compared("In the repository", here, "Signed")]),
  ]);
}

export function checkTree(
  statement: Statement,
  repository: GitRevision | null | undefined,
): CheckResult {
  const signed = statement.subject[2].digest.gitTree;
  const { approval, change } = statement.predicate;
  const approved = approval.bound.gitTree;
  const here = repository?.tree;
  const reason = firstFault(
    [approved === signed, "Another tree was approved than the one that was signed."],
    [
      change.targetTree === signed,
      "The change leads to another tree than the one that was signed.",
    ],
    [here === undefined || here === signed, "The commit in the repository has another tree."],
  );
  return judged(reason, [
    compared("Approved", approved),
    compared("Signed", signed, "Approved"),
    compared("Result of the change", change.targetTree, "Signed"),
    ...(here === undefined ? [] : [compared("In the repository", here, "Signed")]),
  ]);
}

export function checkMerged(statement: Statement, merged: GitRevision | undefined): CheckResult {
  const approved = statement.predicate.approval.bound.gitTree;
  if (merged === undefined) {
    return notRun("No merge was given to compare. The fix may not be merged yet.", [
      compared("Approved tree", approved),
    ]);
  }
  return judged(
    merged.tree === approved
      ? null
      : "The merged tree is not the approved one: something else went in too.",
    [
      compared("Approved tree", approved),
      compared("Merged tree", merged.tree, "Approved tree"),
      compared("Merged commit", merged.commit),
    ],
  );
}
