import { AppError, isAppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { type GitlabTokens, refreshGitlabTokens } from "#lib/platform/forge/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { gitlabApplication } from "./applications.ts";
import { apiUrl } from "./hosts.ts";
import { allowed, type HostedConnection } from "./open-connection.ts";
import { openToken, sealToken } from "./secrets.ts";

/** A token is renewed so long before it ends, so that an operation does not lose it half-way. */
const aheadMs = 5 * 60 * 1000;

/**
 * The access token, renewed where it is about to end. A refresh token works once, so one process at
 * a time renews, under the row's lock; the others find what it kept.
 */
export async function freshGitlabToken(connection: HostedConnection): Promise<string> {
  const { id, organizationId } = connection;
  if (!isDue(connection.tokenExpiresAt)) {
    return await openToken(organizationId, id, "token", connection.sealedToken);
  }
  const actor = systemActor("worker", organizationId);
  const target = { type: "connection", id };
  const answer = await mutate(actor, "connection.refresh", target, async (tx, trail) => {
    // Locks the row.
    await tx.connection.update({ where: { id }, data: { checkedAt: new Date() } });
    const row = await tx.connection.findUniqueOrThrow({ where: { id } });
    if (!isDue(row.tokenExpiresAt)) {
      trail.unchanged();
      return { token: await openToken(organizationId, id, "token", row.sealedToken) };
    }
    const refreshToken = await openToken(organizationId, id, "refresh", row.sealedRefresh);
    const renewed = await renew(connection, refreshToken);
    if (isAppError(renewed)) {
      await tx.connection.update({
        where: { id },
        data: { state: "revoked", stateReason: renewed.message },
      });
      trail.note({ state: "revoked" });
      return { refusal: renewed };
    }
    await keepTokens(tx, connection, renewed);
    return { token: renewed.accessToken };
  });
  if (answer.refusal !== undefined) throw answer.refusal;
  return answer.token;
}

export async function keepTokens(
  tx: Tx,
  { id, organizationId }: Pick<HostedConnection, "id" | "organizationId">,
  tokens: GitlabTokens,
): Promise<void> {
  const [sealedToken, sealedRefresh] = await Promise.all([
    sealToken(organizationId, id, "token", tokens.accessToken),
    sealToken(organizationId, id, "refresh", tokens.refreshToken),
  ]);
  await tx.connection.update({
    where: { id },
    data: {
      sealedToken: { ...sealedToken },
      sealedRefresh: { ...sealedRefresh },
      tokenExpiresAt: tokens.expiresAt,
      granted: [...tokens.scopes],
    },
  });
}

/** A refusal for good is an answer, which has to be kept; a GitLab that is away is thrown. */
async function renew(
  { kind, host }: HostedConnection,
  refreshToken: string,
): Promise<GitlabTokens | AppError> {
  const options = {
    baseUrl: apiUrl(kind, host),
    application: gitlabApplication(host),
    allow: allowed(),
    timeoutMs: 10_000,
  };
  try {
    return await refreshGitlabTokens(options, refreshToken);
  } catch (error) {
    if (isAppError(error) && error.code === "precondition_failed") return error;
    throw error;
  }
}

function isDue(expiresAt: Date | null): boolean {
  return expiresAt !== null && expiresAt.getTime() - aheadMs < Date.now();
}
