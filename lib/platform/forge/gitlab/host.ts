import { AppError } from "#lib/base/index.ts";
import type { ForgeHost } from "../forge-host.ts";
import { listAlerts } from "./alerts.ts";
import { setCheck } from "./check.ts";
import { readCi } from "./ci.ts";
import type { GitlabClient } from "./client.ts";
import { commentOnIssue, listComments, postComment, readIssueComment } from "./comments.ts";
import { labelReview, readyReview, requestReviewers, updateReview } from "./edit-review.ts";
import { readFailingLog } from "./failing-log.ts";
import { listVerdicts } from "./verdicts.ts";

export function openHost(client: GitlabClient): ForgeHost {
  return {
    asksCodeOwners: false,
    isCiFile: (path) => path === ".gitlab-ci.yml",
    readyReview: (review) => readyReview(client, review),
    updateReview: (review, words) => updateReview(client, review, words),
    labelReview: (review, labels) => labelReview(client, review, labels),
    requestReviewers: (review, reviewers) => requestReviewers(client, review, reviewers),
    setCheck: (commit, check) => setCheck(client, commit, check),
    readCi: (commit) => readCi(client, commit),
    readFailingLog: (commit) => readFailingLog(client, commit),
    listVerdicts: (review) => listVerdicts(client, review),
    listComments: (review, since) => listComments(client, review, since),
    comment: (review, body) => postComment(client, review, body),
    readIssueComment: (issue, id) => readIssueComment(client, issue, id),
    commentOnIssue: (issue, body) => commentOnIssue(client, issue, body),
    listAlerts: () => listAlerts(client),
    async uploadSarif() {
      throw new AppError(
        "precondition_failed",
        "GitLab takes scanner reports from its own CI jobs alone. Add Etna's report as an artifact of a job there.",
      );
    },
  };
}
