import { z } from "zod";
import { AppError, isAppError } from "#lib/base/index.ts";
import { outboundAllow } from "#lib/platform/config/index.ts";
import { sqlNull } from "#lib/platform/db/index.ts";
import {
  type ForgeAccess,
  type ForgeGrant,
  openGithubAccess,
  openGitlabAccess,
} from "#lib/platform/forge/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { apiUrl, forgeHost, type HostedKind } from "./hosts.ts";
import { type MadeConnection, recordConnection } from "./record-connection.ts";
import { openToken, sealToken } from "./secrets.ts";

export const pastedToken = z
  .string()
  .trim()
  .min(8, "Paste the token.")
  .max(500)
  .regex(/^[\x21-\x7e]+$/, "A token has no spaces in it.");

/**
 * Connects a forge by a token that somebody pasted: asked of the forge once, then sealed, and never
 * shown again. Throws `invalid_input` for a token that lacks what Etna needs, or does not work.
 */
export async function connectWithToken(
  actor: UserActor,
  organizationId: string,
  request: { readonly kind: HostedKind; readonly host: string; readonly token: string },
): Promise<MadeConnection> {
  await requirePermission(actor, "connection.create", organizationId);
  const { kind, token } = request;
  const host = forgeHost(kind, request.host);
  const grant = await requireGrant(accessWith(kind, host, token));
  const method = kind === "github" ? "github_token" : "gitlab_token";
  const { id } = await recordConnection(actor, organizationId, {
    kind,
    host,
    account: grant.account.name,
    fields: async (id) => ({
      method,
      forgeAppId: null,
      installationId: null,
      sealedToken: { ...(await sealToken(organizationId, id, "token", token)) },
      sealedRefresh: sqlNull,
      tokenHint: token.slice(-4),
      tokenExpiresAt: grant.expiresAt,
      granted: grant.granted,
    }),
    isSame: async (known) =>
      known.method === method &&
      (await openToken(organizationId, known.id, "token", known.sealedToken)) === token,
  });
  return { id, missing: grant.missing };
}

function accessWith(kind: HostedKind, host: string, token: string): ForgeAccess {
  const options = { baseUrl: apiUrl(kind, host), allow: outboundAllow() };
  const give = () => Promise.resolve(token);
  return kind === "github"
    ? openGithubAccess(options, { kind: "user", token: give })
    : openGitlabAccess({ ...options, token: give, application: null });
}

/** What the credential may do. Throws `invalid_input` where that is less than Etna needs. */
async function requireGrant(access: ForgeAccess): Promise<ForgeGrant> {
  const grant = await access.describeGrant().catch((error: unknown) => {
    if (!isAppError(error, "unauthenticated")) throw error;
    const why = "It was not copied whole, has ended, or was revoked.";
    throw new AppError("invalid_input", `The forge does not take this token. ${why}`, {
      cause: error,
    });
  });
  if (grant.missing.length > 0) {
    throw new AppError(
      "invalid_input",
      `This token lacks ${grant.missing.join(", ")}. Make one that has it, and paste that.`,
    );
  }
  return grant;
}
