import { AppError } from "#lib/base/index.ts";
import { firstFault } from "./checks.ts";
import { disclosable, sha256TextSchema } from "./disclosable.ts";
import { reasonOf } from "./refusal.ts";
import {
  claimOfPredicate,
  defaultAttestationBase,
  fixIdSchema,
  gitObject,
  payloadOf,
  predicateTypeSchema,
  type ReadForm,
  readConsistentForm,
  sha256Hex,
  statementType,
  typeUnder,
} from "./statement-form.ts";
import { isoSecondsSchema } from "./times.ts";
import { compiledOnReuse, z } from "./zod.ts";

const mergedAsName = "merged-as/v1";

/**
 * How git's own objects show it was merged. `rebase` keeps author and message of each approved
 * commit, `squash` is one commit with the whole approved patch; `unknown` is anything else.
 */
export const mergeMethods = ["merge", "squash", "rebase", "fast_forward", "unknown"] as const;
export type MergeMethod = (typeof mergeMethods)[number];

/** What holds between the approved and the merged, the strongest that was found. */
export const mergeRelations = ["same_tree", "same_patch", "head_contained", "different"] as const;
export type MergeRelation = (typeof mergeRelations)[number];

const predicateSchema = z.strictObject({
  fixId: fixIdSchema.describe("The id of the fix. Its public page is /verify/<id>."),
  approved: z.strictObject({
    statement: sha256TextSchema.describe(
      "SHA-256 of the payload of the approved-fix statement: payloadHash of its entry in the log.",
    ),
    gitCommit: gitObject.describe("The commit that was approved."),
    gitTree: gitObject.describe("Its tree."),
    patch: sha256TextSchema.describe("SHA-256 of the exact bytes of fix.patch."),
  }),
  merged: z.strictObject({
    targetRef: disclosable(200).describe("The branch that holds the merged commit."),
    fromRevision: gitObject
      .nullable()
      .describe("The merged change goes from here to gitCommit; null where that has no parent."),
    gitCommit: gitObject.describe("The merged commit."),
    gitTree: gitObject.describe("Its tree."),
    method: z
      .enum(mergeMethods)
      .describe(
        "By git's own objects: merge has several parents; fast_forward is the approved commit itself; rebase keeps author, time and message of each approved commit; squash is one commit with the whole approved patch; unknown is anything else.",
      ),
    at: isoSecondsSchema.describe("When Etna saw it merged, in UTC."),
  }),
  relation: z
    .enum(mergeRelations)
    .describe(
      "The strongest that holds. same_tree: the merged tree is the approved one. same_patch: the change from fromRevision to gitCommit is the approved patch, line by line and by git patch-id, on a target that moved on. head_contained: the second parent is the approved commit, and the merge changed more. different: none of these.",
    ),
});

const commitSubject = z.strictObject({
  name: z.literal("commit"),
  digest: z.strictObject({ gitCommit: gitObject }),
});
const treeSubject = z.strictObject({
  name: z.literal("tree"),
  digest: z.strictObject({ gitTree: gitObject }),
});
const patchSubject = z.strictObject({
  name: z.literal("fix.patch"),
  digest: z.strictObject({ sha256: sha256Hex }),
});

/** in-toto Statement v1 with the predicate `merged-as/v1`; the patch only where that was merged. */
export const mergedStatementSchema = z.strictObject({
  _type: z.literal(statementType),
  predicateType: predicateTypeSchema(mergedAsName),
  subject: z.union([
    z.tuple([commitSubject, treeSubject]),
    z.tuple([commitSubject, treeSubject, patchSubject]),
  ]),
  predicate: predicateSchema,
});

export type MergedStatement = z.infer<typeof mergedStatementSchema>;
export type MergedAs = z.infer<typeof predicateSchema>;

export function mergedPredicateTypeOf(attestationBase: string = defaultAttestationBase): string {
  return typeUnder(attestationBase, mergedAsName);
}

/**
 * The statement to sign. `isApprovedPatch` says that the merged change is the approved patch, which
 * then is a subject. Throws `invalid_input` for what has not its form or contradicts itself.
 */
export function buildMergedStatement(
  predicate: MergedAs,
  isApprovedPatch: boolean,
  attestationBase: string = defaultAttestationBase,
): MergedStatement {
  const { gitCommit, gitTree } = predicate.merged;
  const sha256 = predicate.approved.patch.slice("sha256:".length);
  const parsed = mergedStatementSchema.safeParse({
    _type: statementType,
    predicateType: mergedPredicateTypeOf(attestationBase),
    subject: [
      { name: "commit", digest: { gitCommit } },
      { name: "tree", digest: { gitTree } },
      ...(isApprovedPatch ? [{ name: "fix.patch", digest: { sha256 } }] : []),
    ],
    predicate,
  });
  const fault = parsed.success ? contradictionOf(parsed.data) : reasonOf(parsed.error);
  if (!parsed.success || fault !== null) {
    throw new AppError("invalid_input", `This cannot be stated. ${fault}`);
  }
  payloadOf(parsed.data);
  return parsed.data;
}

export function mergedStatementBytes(statement: MergedStatement): Uint8Array<ArrayBuffer> {
  return payloadOf(statement);
}

const mergedReader = compiledOnReuse(mergedStatementSchema);

/** Reads a payload of exactly the published form that does not contradict itself. */
export function readMergedStatement(payload: Uint8Array): ReadForm<MergedStatement> {
  return readConsistentForm(payload, mergedReader, contradictionOf);
}

/** Whether a payload says that it is the statement of a merge. */
export const claimsMerge = claimOfPredicate(mergedAsName);

/** What no honest statement says of a merge, or null. The schema cannot say these. */
function contradictionOf({ subject, predicate }: MergedStatement): string | null {
  const { approved, merged, relation } = predicate;
  const [commit, tree, patch] = subject;
  const sameTree = merged.gitTree === approved.gitTree;
  const sameCommit = merged.gitCommit === approved.gitCommit;
  return firstFault(
    [commit.digest.gitCommit === merged.gitCommit, "Its subject is another commit."],
    [tree.digest.gitTree === merged.gitTree, "Its subject is another tree."],
    [
      patch === undefined || `sha256:${patch.digest.sha256}` === approved.patch,
      "Its subject is another patch than the approved one.",
    ],
    [sameTree === (relation === "same_tree"), "Its relation is not what its trees say."],
    [!sameCommit || sameTree, "It gives one commit two trees."],
    [sameCommit === (merged.method === "fast_forward"), "Its method is not what its commits say."],
    [
      patch !== undefined || (relation !== "same_patch" && merged.method !== "squash"),
      "It says that the approved patch was merged, and names none.",
    ],
    [
      patch === undefined || (relation !== "different" && relation !== "head_contained"),
      "It names the approved patch, and says that something else was merged.",
    ],
    [relation !== "head_contained" || merged.method === "merge", "Only a merge contains a head."],
    [
      merged.fromRevision !== null || (patch === undefined && merged.method === "unknown"),
      "It says how something was merged that begins nowhere.",
    ],
  );
}
