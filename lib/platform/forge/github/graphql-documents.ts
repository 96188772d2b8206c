/** Commits on the tip of a branch where that is `expectedHeadOid`; GitHub signs what comes of it. */
export const createCommitDocument = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

export const markReadyDocument = `mutation ($input: MarkPullRequestReadyForReviewInput!) {
  markPullRequestReadyForReview(input: $input) { pullRequest { isDraft } }
}`;

/** The only way that GitHub knows to delete a branch where it stands, and not where it has moved. */
export const updateRefsDocument = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

export const noObject = "0".repeat(40);
