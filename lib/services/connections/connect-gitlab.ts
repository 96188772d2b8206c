import { createHash } from "node:crypto";
import { AppError } from "#lib/base/index.ts";
import { outboundAllow } from "#lib/platform/config/index.ts";
import {
  exchangeGitlabCode,
  type ForgeAccess,
  type GitlabTokens,
  gitlabAuthorizeUrl,
  openGitlabAccess,
} from "#lib/platform/forge/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { gitlabApplication } from "./applications.ts";
import { type ForgeReturn, newSecret, requireState } from "./flow.ts";
import { apiUrl } from "./hosts.ts";
import { type MadeConnection, recordConnection } from "./record-connection.ts";
import { sealTokens } from "./refresh-gitlab.ts";

/** Kept in the browser that sets out, until it comes back. */
export interface GitlabFlow {
  readonly host: string;
  readonly state: string;
  /** PKCE's (RFC 7636): only the browser that set out can have the code exchanged. */
  readonly verifier: string;
}

/** Where a person agrees that Etna may act for them, and what the browser keeps until they come back. */
export async function beginGitlab(
  actor: UserActor,
  organizationId: string,
  host: string,
): Promise<{ readonly url: string; readonly flow: GitlabFlow }> {
  await requirePermission(actor, "connection.create", organizationId);
  const flow = { host, state: newSecret(), verifier: newSecret() };
  const challenge = createHash("sha256").update(flow.verifier).digest("base64url");
  const asked = { state: flow.state, challenge, scopes: ["api"] };
  return { url: gitlabAuthorizeUrl(optionsFor(host), asked), flow };
}

/** Throws `forbidden` for an answer that this browser did not ask for. */
export async function finishGitlab(
  actor: UserActor,
  organizationId: string,
  flow: GitlabFlow,
  answer: ForgeReturn,
): Promise<MadeConnection> {
  await requirePermission(actor, "connection.create", organizationId);
  requireState(flow.state, answer.state);
  const { host } = flow;
  const tokens = await exchangeGitlabCode(optionsFor(host), answer.code, flow.verifier);
  const access = accessWith(host, tokens);
  const grant = await access.describeGrant();
  if (grant.missing.length > 0) {
    await access.revoke();
    throw new AppError(
      "invalid_input",
      `GitLab did not grant ${grant.missing.join(", ")}. Connect it again, and agree to that.`,
    );
  }
  const { id } = await recordConnection(actor, organizationId, {
    kind: "gitlab",
    host,
    account: grant.account.name,
    fields: async (id) => ({
      method: "gitlab_oauth",
      forgeAppId: null,
      installationId: null,
      tokenHint: null,
      granted: grant.granted,
      ...(await sealTokens(organizationId, id, tokens)),
    }),
    // Each answer holds tokens of its own.
    isSame: () => Promise.resolve(false),
  });
  return { id, missing: [] };
}

function optionsFor(host: string) {
  const application = gitlabApplication(host);
  return {
    baseUrl: apiUrl("gitlab", host),
    application,
    allow: outboundAllow(),
    timeoutMs: 10_000,
  };
}

function accessWith(host: string, { accessToken }: GitlabTokens): ForgeAccess {
  return openGitlabAccess({ ...optionsFor(host), token: () => Promise.resolve(accessToken) });
}
