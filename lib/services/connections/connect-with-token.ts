import { z } from "zod";
import { AppError, newId } from "#lib/base/index.ts";
import {
  type ForgeAccess,
  type ForgeGrant,
  openGithubAccess,
  openGitlabAccess,
} from "#lib/platform/forge/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { apiUrl, forgeHost, type HostedKind, hostName } from "./hosts.ts";
import { allowed } from "./open-connection.ts";
import { sealToken } from "./secrets.ts";

export const pastedToken = z
  .string()
  .trim()
  .min(8, "Paste the token.")
  .max(500)
  .regex(/^[\x21-\x7e]+$/, "A token has no spaces in it.");

export interface MadeConnection {
  readonly id: string;
  readonly missing: readonly string[];
}

/**
 * Connects a forge by a token that somebody pasted: asked of the forge once, then sealed, and never
 * shown again. The same account's next token takes the place of the former one.
 */
export async function connectWithToken(
  actor: UserActor,
  organizationId: string,
  request: { readonly kind: HostedKind; readonly host: string; readonly token: string },
): Promise<MadeConnection> {
  await requirePermission(actor, "connection.create", organizationId);
  const { kind, token } = request;
  const host = forgeHost(kind, request.host);
  const grant = await describe(accessWith(kind, host, token));
  const name = `${grant.account.name} on ${hostName(host)}`;
  const method = kind === "github" ? "github_token" : "gitlab_token";
  const fresh = newId("connection");
  const target = { type: "connection", id: fresh };
  return await mutate(actor, "connection.create", target, async (tx, trail) => {
    const known = await tx.connection.findUnique({
      where: { organizationId_kind_name: { organizationId, kind, name } },
    });
    const id = known?.id ?? fresh;
    const data = {
      method,
      host,
      account: grant.account.name,
      forgeAppId: null,
      installationId: null,
      sealedToken: { ...(await sealToken(organizationId, id, "token", token)) },
      tokenHint: token.slice(-4),
      tokenExpiresAt: grant.expiresAt,
      granted: [...grant.granted],
      state: "active",
      stateReason: null,
      checkedAt: new Date(),
      connectedById: actor.userId,
    } as const;
    if (known === null) {
      await tx.connection.create({ data: { id, organizationId, kind, name, ...data } });
    } else {
      await tx.connection.update({ where: { id }, data });
    }
    trail.note({ name, method, granted: [...grant.granted] });
    return { id, missing: grant.missing };
  });
}

function accessWith(kind: HostedKind, host: string, token: string): ForgeAccess {
  const options = {
    baseUrl: apiUrl(kind, host),
    token: () => Promise.resolve(token),
    allow: allowed(),
  };
  return kind === "github"
    ? openGithubAccess({ ...options, kind: "user" })
    : openGitlabAccess({ ...options, application: null });
}

async function describe(access: ForgeAccess): Promise<ForgeGrant> {
  const grant = await access.describeGrant();
  if (grant.missing.length > 0) {
    throw new AppError(
      "invalid_input",
      `This token lacks ${grant.missing.join(", ")}. Make one that has it, and paste that.`,
    );
  }
  return grant;
}
