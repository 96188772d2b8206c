import type { ForgeHost } from "../forge-host.ts";
import { listAlerts } from "./alerts.ts";
import { setCheck } from "./check.ts";
import { readCi } from "./ci.ts";
import { type GithubClient, inOurWords } from "./client.ts";
import { comment, commentOnIssue, listComments, readIssueComment } from "./comments.ts";
import { labelReview, readyReview, requestReviewers, updateReview } from "./conversation.ts";
import { readFailingLog } from "./failing-log.ts";
import { uploadSarif } from "./upload-sarif.ts";
import { listVerdicts } from "./verdicts.ts";

export function openGithubHost(client: GithubClient): ForgeHost {
  const said = <T>(run: () => Promise<T>) => inOurWords(client, run);
  return {
    asksCodeOwners: true,
    isCiFile: (path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
    readyReview: (review) => said(() => readyReview(client, review)),
    updateReview: (review, words) => said(() => updateReview(client, review, words)),
    labelReview: (review, labels) => said(() => labelReview(client, review, labels)),
    requestReviewers: (review, names) => said(() => requestReviewers(client, review, names)),
    setCheck: (commit, check) => said(() => setCheck(client, commit, check)),
    readCi: (commit) => said(() => readCi(client, commit)),
    readFailingLog: (commit) => said(() => readFailingLog(client, commit)),
    listVerdicts: (review) => said(() => listVerdicts(client, review)),
    listComments: (review, since) => said(() => listComments(client, review, since)),
    comment: (review, body) => said(() => comment(client, review, body)),
    readIssueComment: (issue, id) => said(() => readIssueComment(client, issue, id)),
    commentOnIssue: (issue, body) => said(() => commentOnIssue(client, issue, body)),
    listAlerts: () => said(() => listAlerts(client)),
    uploadSarif: (commit, branch, sarif) => said(() => uploadSarif(client, commit, branch, sarif)),
  };
}
