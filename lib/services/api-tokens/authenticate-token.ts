import { AppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { mutate, type TokenActor, type TokenScope, tokenActor } from "#lib/services/audit/index.ts";
import { isTokenText, tokenHash } from "./token-text.ts";

const touchEveryMs = 10 * 60 * 1000;

/** Who presented a token, and what it was made for. */
export interface TokenCaller {
  readonly actor: TokenActor;
  readonly organizationId: string;
  readonly scopes: readonly TokenScope[];
}

/**
 * Whose token this is; null alike for one that is malformed, unknown, expired, revoked, or whose
 * maker left the organization, or lacks the second factor it asks for. Asked on every request.
 */
export async function authenticateToken(text: string): Promise<TokenCaller | null> {
  if (!isTokenText(text)) return null;
  const hash = tokenHash(text);
  const token = await readAs({ capability: hash }, (db) =>
    db.apiToken.findUnique({ where: { tokenHash: hash } }),
  );
  const now = new Date();
  if (token === null || token.revokedAt !== null || token.expiresAt <= now) return null;
  const { id, organizationId, scopes, createdById: userId, lastUsedAt } = token;
  const maker = await readAs({ organizationId }, (db) =>
    db.member.findUnique({
      where: { organizationId_userId: { organizationId, userId } },
      select: {
        user: { select: { secondFactorSince: true } },
        organization: { select: { requiresSecondFactor: true } },
      },
    }),
  );
  if (maker === null) return null;
  if (maker.organization.requiresSecondFactor && maker.user.secondFactorSince === null) return null;
  const caller = { actor: tokenActor(id, organizationId), organizationId, scopes };
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > touchEveryMs) {
    await touch(caller, now);
  }
  return caller;
}

/** Throws `forbidden` where the token was not made for this. */
export function requireScope(caller: TokenCaller, scope: TokenScope): void {
  if (caller.scopes.includes(scope)) return;
  throw new AppError("forbidden", `This needs an API token with the scope ${scope}.`);
}

async function touch({ actor }: TokenCaller, now: Date): Promise<void> {
  const target = { type: "api_token", id: actor.tokenId };
  await mutate(actor, "api_token.touch", target, async (tx, trail) => {
    await tx.apiToken.updateMany({ where: { id: actor.tokenId }, data: { lastUsedAt: now } });
    trail.unchanged();
  });
}
