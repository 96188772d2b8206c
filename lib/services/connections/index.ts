export { gitlabApplicationHost } from "./applications.ts";
export { checkConnection } from "./check-connection.ts";
export { beginGitlab, finishGitlab, type GitlabFlow } from "./connect-gitlab.ts";
export { connectInstallation } from "./connect-installation.ts";
export { connectWithToken, pastedToken } from "./connect-with-token.ts";
export {
  beginGithubApp,
  finishGithubApp,
  type GithubAppFlow,
  type GithubAppForm,
  githubAppForm,
  githubOwner,
} from "./create-github-app.ts";
export { endConnection } from "./end-connection.ts";
export type { ForgeReturn } from "./flow.ts";
export { githubServers, hasSampleForge, hostName } from "./hosts.ts";
export { joinSampleForge } from "./join-sample-forge.ts";
export {
  type ConnectionView,
  listConnections,
  listReachable,
  listWaitingApps,
  type WaitingApp,
} from "./list-connections.ts";
export { type MadeWebhook, makeWebhook } from "./make-webhook.ts";
export { openHostedForge } from "./open-forge.ts";
export { readHost } from "./read-connection.ts";
export type { MadeConnection } from "./record-connection.ts";
export { openWebhookSecret } from "./secrets.ts";
