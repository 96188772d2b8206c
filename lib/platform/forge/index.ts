export { etnaBranch } from "./etna-branch.ts";
export type {
  AdditionRequest,
  CommitFacts,
  CommitRequest,
  CommitResult,
  EtnaBranch,
  Forge,
  OpenedReview,
  RepositoryInfo,
  ReviewRef,
  ReviewRequest,
  ReviewState,
  Snapshot,
} from "./forge.ts";
export type { ForgeAccess, ForgeGrant, ForgeRepository } from "./forge-access.ts";
export {
  type AlertSource,
  type CiReport,
  type EtnaCheck,
  type FailingJob,
  type ForgeAccount,
  type ForgeAlert,
  type ForgeHost,
  type IssueComment,
  maxAlerts,
  type ReviewComment,
  type ReviewVerdict,
} from "./forge-host.ts";
export type { ForgeDelivery, ForgeNotice } from "./forge-notice.ts";
export { type GithubCredential, openGithubAccess } from "./github/access.ts";
export type { GithubServerOptions } from "./github/account-client.ts";
export {
  convertGithubManifest,
  deleteGithubInstallation,
  type GithubAppKey,
  type GithubAppSecrets,
  type GithubInstallation,
  githubAppManifest,
  githubInstallationTokens,
  readGithubInstallation,
} from "./github/app.ts";
export { openGithubForge } from "./github/github-forge.ts";
export {
  exchangeGithubCode,
  type GithubOauthClient,
  type GithubUserToken,
  githubAuthorizeUrl,
  refreshGithubToken,
} from "./github/oauth.ts";
export type { GithubForgeOptions } from "./github/options.ts";
export { readGithubWebhook } from "./github/webhook.ts";
export { type GitlabAccessOptions, openGitlabAccess } from "./gitlab/access.ts";
export { openGitlabForge } from "./gitlab/gitlab-forge.ts";
export {
  exchangeGitlabCode,
  type GitlabApplication,
  type GitlabApplicationOptions,
  type GitlabTokens,
  gitlabAuthorizeUrl,
  refreshGitlabTokens,
} from "./gitlab/oauth.ts";
export type { GitlabForgeOptions } from "./gitlab/options.ts";
export { readGitlabWebhook } from "./gitlab/webhook.ts";
export { openLocalForge } from "./local-forge.ts";
export type { LocalForgeOptions } from "./local-repository.ts";
export { patchId } from "./patch-id.ts";
export { arriveAtSampleForge, type SampleForgeWelcome } from "./sample-forge.ts";
export { createSampleRepository, type SampleOptions } from "./sample-repository.ts";
export { isNoTextChange } from "./text-change.ts";
export { grantedPermissions, type WeighedGrant, weighGrant } from "./weigh-grant.ts";
