import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import type { GitlabApplication } from "#lib/platform/forge/index.ts";

/** Where GitLab sends a person back to who agreed to a connection. */
export const gitlabReturnPath = "/connect/gitlab/return";

/** The hosts whose GitLab knows Etna's application, as the operator has registered it. */
export function gitlabApplicationHost(): string | null {
  const { AUTH_GITLAB_ID, AUTH_GITLAB_SECRET, AUTH_GITLAB_URL } = config();
  return AUTH_GITLAB_ID === undefined || AUTH_GITLAB_SECRET === undefined ? null : AUTH_GITLAB_URL;
}

/** Throws `precondition_failed` where the operator has registered none at this GitLab. */
export function gitlabApplication(host: string): GitlabApplication {
  const { AUTH_GITLAB_ID: id, AUTH_GITLAB_SECRET: secret, publicUrl } = config();
  if (gitlabApplicationHost() !== host || id === undefined || secret === undefined) {
    throw new AppError(
      "precondition_failed",
      "Etna has no application at this GitLab. Paste an access token instead, or ask the operator to set AUTH_GITLAB_ID and AUTH_GITLAB_SECRET.",
    );
  }
  return { id, secret, redirectUri: publicUrl + gitlabReturnPath };
}
