import { AppError, isAppError } from "#lib/base/index.ts";
import { outboundAllow } from "#lib/platform/config/index.ts";
import { type GitlabTokens, refreshGitlabTokens } from "#lib/platform/forge/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { gitlabApplication } from "./applications.ts";
import { apiUrl } from "./hosts.ts";
import type { HostedConnection } from "./read-connection.ts";
import { openToken, sealToken } from "./secrets.ts";

export interface HeldToken {
  readonly token: string;
  /** Null for one that does not end, or of which nobody knows when. */
  readonly expiresAt: Date | null;
}

/** A token is renewed so long before it ends, so that a request does not lose it half-way. */
const aheadMs = 5 * 60 * 1000;

export function isDue(expiresAt: Date | null): boolean {
  return expiresAt !== null && expiresAt.getTime() - aheadMs < Date.now();
}

/**
 * The access token, renewed where it is about to end. A refresh token works once, so one process at
 * a time renews, under the row's lock; the others find what it kept.
 */
export async function freshGitlabToken(connection: HostedConnection): Promise<HeldToken> {
  const { id, organizationId, tokenExpiresAt, sealedToken } = connection;
  if (!isDue(tokenExpiresAt)) {
    const token = await openToken(organizationId, id, "token", sealedToken);
    return { token, expiresAt: tokenExpiresAt };
  }
  const actor = systemActor("worker", organizationId);
  const target = { type: "connection", id };
  const answer = await mutate(actor, "connection.refresh", target, async (tx, trail) => {
    // Locks the row.
    await tx.connection.update({ where: { id }, data: { id } });
    const row = await tx.connection.findUniqueOrThrow({ where: { id } });
    if (row.state === "disconnected" || row.sealedRefresh === null) {
      trail.unchanged();
      return new AppError(
        "precondition_failed",
        "This connection has ended. Connect GitLab again.",
      );
    }
    if (!isDue(row.tokenExpiresAt)) {
      trail.unchanged();
      const token = await openToken(organizationId, id, "token", row.sealedToken);
      return { token, expiresAt: row.tokenExpiresAt };
    }
    const refreshToken = await openToken(organizationId, id, "refresh", row.sealedRefresh);
    const renewed = await renew(connection, refreshToken);
    if (renewed instanceof AppError) {
      const data = { state: "revoked", stateReason: renewed.message } as const;
      await tx.connection.update({ where: { id }, data });
      trail.note({ state: "revoked" });
      return renewed;
    }
    await tx.connection.update({
      where: { id },
      data: { ...(await sealTokens(organizationId, id, renewed)), granted: [...renewed.scopes] },
    });
    return { token: renewed.accessToken, expiresAt: renewed.expiresAt };
  });
  if (answer instanceof AppError) throw answer;
  return answer;
}

/** Both tokens of a pair as a connection keeps them. */
export async function sealTokens(organizationId: string, id: string, tokens: GitlabTokens) {
  const [sealedToken, sealedRefresh] = await Promise.all([
    sealToken(organizationId, id, "token", tokens.accessToken),
    sealToken(organizationId, id, "refresh", tokens.refreshToken),
  ]);
  return {
    sealedToken: { ...sealedToken },
    sealedRefresh: { ...sealedRefresh },
    tokenExpiresAt: tokens.expiresAt,
  };
}

/** A refusal for good is an answer, which has to be kept; a GitLab that is away is thrown. */
async function renew(
  { kind, host }: HostedConnection,
  refreshToken: string,
): Promise<GitlabTokens | AppError> {
  const options = {
    baseUrl: apiUrl(kind, host),
    application: gitlabApplication(host),
    allow: outboundAllow(),
    timeoutMs: 10_000,
  };
  try {
    return await refreshGitlabTokens(options, refreshToken);
  } catch (error) {
    if (isAppError(error, "precondition_failed")) return error;
    throw error;
  }
}
