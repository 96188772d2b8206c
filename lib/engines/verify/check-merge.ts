import { toHex } from "#lib/base/index.ts";
import type { GitRevision } from "./check-subjects.ts";
import { type CheckResult, compared, firstFault, judged, notRun } from "./checks.ts";
import type { MergedStatement, MergeRelation } from "./merged-as.ts";
import type { Sha256 } from "./ports.ts";
import type { Statement } from "./statement.ts";

/** An approved statement whose own checks hold, with the bytes that were signed. */
export interface ApprovedPart {
  readonly statement: Statement;
  readonly payload: Uint8Array;
}

/** The merge must name these very bytes, and everything that it repeats of them must be there. */
export function checkApproval(
  { predicate }: MergedStatement,
  { statement, payload }: ApprovedPart,
  sha256: Sha256,
): CheckResult {
  const { approved, fixId, merged } = predicate;
  const { approval, change, fixId: approvedId } = statement.predicate;
  const { bound } = approval;
  const digest = `sha256:${toHex(sha256(payload))}`;
  const [toRef, approvedRef] = [merged.targetRef, change.targetRef];
  const bothOpen = typeof toRef === "string" && typeof approvedRef === "string";
  const reason = firstFault(
    [approved.statement === digest, "It names another statement of an approval."],
    [fixId === approvedId, "It is about another fix."],
    [approved.gitCommit === bound.gitCommit, "It names another commit than the approved one."],
    [approved.gitTree === bound.gitTree, "It names another tree than the approved one."],
    [approved.patch === bound.patch, "It names another patch than the approved one."],
    [!bothOpen || toRef === approvedRef, "It was merged somewhere else than was approved."],
  );
  return judged(reason, [
    compared("Approved statement it names", approved.statement),
    compared("sha256 of the approved statement", digest, "Approved statement it names"),
    compared("Fix", fixId),
    compared("Fix in the approval", approvedId, "Fix"),
    compared("Approved commit it names", approved.gitCommit),
    compared("Approved commit", bound.gitCommit, "Approved commit it names"),
    compared("Approved tree it names", approved.gitTree),
    compared("Approved tree", bound.gitTree, "Approved tree it names"),
    compared("Approved patch it names", approved.patch),
    compared("Approved patch", bound.patch, "Approved patch it names"),
    ...(bothOpen
      ? [compared("Merged into", toRef), compared("Approved for", approvedRef, "Merged into")]
      : []),
  ]);
}

/** `isNamed`: the approval is there too, and its own check looks at the patch. */
export function checkMergedPatch(
  { subject, predicate }: MergedStatement,
  patch: Uint8Array | undefined,
  isNamed: boolean,
  sha256: Sha256,
): CheckResult {
  const approved = compared("Approved", predicate.approved.patch.slice("sha256:".length));
  const [, , stated] = subject;
  if (stated === undefined) {
    return notRun("It does not say so: the merged change is not the approved one, byte for byte.", [
      approved,
    ]);
  }
  const pair = [
    compared("In the statement", stated.digest.sha256),
    { ...approved, against: "In the statement" },
  ];
  if (patch === undefined) {
    const reason = "The patch was not given. Give your copy of fix.patch and it is compared here.";
    return isNamed ? judged(null, pair) : { outcome: "withheld", compared: pair, reason };
  }
  const given = toHex(sha256(patch));
  return judged(given === stated.digest.sha256 ? null : "Another patch was given.", [
    ...pair,
    compared("sha256 of fix.patch", given, "In the statement"),
  ]);
}

/** `here` is what a clone has, null where it has no such commit; `noticed` what Etna saw merged. */
export function checkMergedCommit(
  { predicate }: MergedStatement,
  here: GitRevision | null | undefined,
  noticed: GitRevision | undefined,
): CheckResult {
  const { gitCommit, gitTree } = predicate.merged;
  const is = (other: GitRevision | undefined, key: "commit" | "tree", own: string) =>
    other === undefined || other[key] === own;
  const found = here ?? undefined;
  const reason = firstFault(
    [is(noticed, "commit", gitCommit), "Another commit was seen merged."],
    [is(noticed, "tree", gitTree), "The commit that was seen merged has another tree."],
    [here !== null, "The repository does not have the merged commit."],
    [is(found, "commit", gitCommit), "The repository has another commit."],
    [is(found, "tree", gitTree), "The commit in the repository has another tree."],
  );
  return judged(reason, [
    compared("Signed commit", gitCommit),
    compared("Signed tree", gitTree),
    ...(noticed === undefined
      ? []
      : [
          compared("Seen merged", noticed.commit, "Signed commit"),
          compared("Its tree", noticed.tree, "Signed tree"),
        ]),
    ...(here === undefined
      ? []
      : [
          compared("In the repository", here?.commit ?? "no such commit", "Signed commit"),
          compared("Its tree there", here?.tree ?? "none", "Signed tree"),
        ]),
  ]);
}

const relations: Readonly<Record<MergeRelation, string>> = {
  same_tree: "The merged tree is the approved tree.",
  same_patch: "The merged change is the approved patch, beside other changes of the branch.",
  head_contained: "The merge holds the approved commit.",
  different: "What was merged is not the approved change.",
};

/** What the organization's key says of approved and merged. A difference is said, and fails. */
export function checkRelation({ predicate }: MergedStatement): CheckResult {
  const { approved, merged, relation } = predicate;
  const shown = [
    compared("Approved commit", approved.gitCommit),
    compared("Merged commit", merged.gitCommit, "Approved commit"),
    compared("Approved tree", approved.gitTree),
    compared("Merged tree", merged.gitTree, "Approved tree"),
    compared("Merged by", merged.method),
    compared("Relation", relations[relation]),
  ];
  if (relation === "different") {
    return judged(
      "What was merged is not the approved change: it was changed on its way. The signed statement of the merge says so itself.",
      shown,
    );
  }
  if (relation === "head_contained") {
    return notRun(
      "The merge holds the approved commit, and changed more than the approved patch while merging. Look at the merge itself.",
      shown,
    );
  }
  return judged(null, shown);
}
