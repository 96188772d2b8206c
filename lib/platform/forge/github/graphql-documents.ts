/**
 * What stands at the tip of the default branch, and who says anything about it: one request for what
 * takes three over REST.
 */
export const inspectDocument = `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    id
    nameWithOwner
    isArchived
    viewerPermission
    defaultBranchRef {
      name
      target {
        ... on Commit {
          oid
          tree { oid }
          statusCheckRollup {
            contexts(first: 50) {
              nodes { ... on CheckRun { name } ... on StatusContext { context } }
            }
          }
        }
      }
    }
  }
}`;

/** A pull request, and what Etna says of its head. */
export const openReviewDocument = `mutation ($pull: CreatePullRequestInput!, $check: CreateCheckRunInput!) {
  createPullRequest(input: $pull) {
    pullRequest { id number url isDraft headRefOid baseRefOid }
  }
  createCheckRun(input: $check) { clientMutationId }
}`;

/** Commits on the tip of a branch where that is `expectedHeadOid`; GitHub signs what comes of it. */
export const createCommitDocument = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

export const markReadyDocument = `mutation ($input: MarkPullRequestReadyForReviewInput!) {
  markPullRequestReadyForReview(input: $input) { pullRequest { isDraft } }
}`;

/** The only way that GitHub knows to delete or move a branch where it stands, and not where it has moved. */
export const updateRefsDocument = `mutation ($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

export const noObject = "0".repeat(40);
