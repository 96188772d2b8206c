export { type ApprovalRequest, approvalRequest } from "./approval-request.ts";
export { approveByComment } from "./approve-by-comment.ts";
export { approveFix } from "./approve-fix.ts";
export { askCodeOwners } from "./ask-code-owners.ts";
export { repairWorkflowName } from "./ask-to-repair.ts";
export { beginApproval } from "./begin-approval.ts";
export { asksPerson, type CiState, ciBefore } from "./customer-ci.ts";
export { type DescribedChange, describeChange } from "./describe-change.ts";
export { checkOf, digestOf, readSpeaker, wordsOf } from "./fix-words.ts";
export { followProofs } from "./follow-proofs.ts";
export { followReview } from "./follow-review.ts";
export { quietText } from "./forge-text.ts";
export { type HowToSign, howToSign } from "./how-to-sign.ts";
export {
  countFixesToReview,
  type FixFilter,
  fixStates,
  getFix,
  listFixes,
} from "./list-fixes.ts";
export { lookAtReview } from "./look-at-review.ts";
export { offerProof, offerProofWorkflow } from "./offer-proof.ts";
export { type Proposal, proposeFix } from "./propose-fix.ts";
export { readChanges } from "./read-changes.ts";
export { recordRepair } from "./record-repair.ts";
export { rejectFix, rejectionReason } from "./reject-fix.ts";
export { closeOldReview, giveUpReplaced } from "./replace-fix.ts";
export { reviewOf } from "./review-of.ts";
export { sayOnForge } from "./say-on-forge.ts";
export { signWorkflow } from "./sign-fix.ts";
export { stateMerge, stateMergeWorkflow } from "./state-merge.ts";
export { sweepReviews } from "./sweep-reviews.ts";
export { refusalOf, validateChange } from "./validate-change.ts";
export type { FixDetail, FixState, FixView } from "./view-fix.ts";
