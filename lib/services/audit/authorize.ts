import { AppError } from "#lib/base/index.ts";
import type { Reads } from "#lib/platform/db/index.ts";
import type { Actor, ForgeActor, TokenActor, UserActor } from "./actor.ts";
import { authorizeSession, requireFresh } from "./authorize-session.ts";
import { type Action, type Grant, lesserRole, permissions, roleAtLeast } from "./permissions.ts";

type Asked = Pick<Reads, "member" | "apiToken" | "session" | "account" | "user">;

/**
 * Refuses an actor whom the permission table does not name for this action. Sessions, roles, scopes
 * and revocations are read inside the caller's transaction: what was taken away a moment ago no
 * longer counts. Throws `unauthenticated`, `forbidden`, `reauthentication_required`, or `not_found`
 * for a stranger.
 */
export async function authorize(tx: Asked, actor: Actor, action: Action): Promise<void> {
  const grant: Grant = permissions[action];
  switch (actor.kind) {
    case "visitor":
      if (!grant.visitor) throw new AppError("unauthenticated", "Sign in to do this.");
      return;
    case "system":
      if (!grant.system) throw new AppError("forbidden", "Only a person may do this.");
      return;
    case "token":
      return await authorizeToken(tx, actor, grant);
    case "forge":
      return await authorizeForgeAccount(tx, actor, grant);
    case "user": {
      if (grant.sessionless && actor.sessionId === null) return;
      const proof = await authorizeSession(tx, actor, grant);
      if (!grant.signedIn) await authorizeMember(tx, actor, grant, proof.hasSecondFactor);
      if (grant.fresh) requireFresh(proof);
    }
  }
}

async function authorizeMember(
  tx: Asked,
  actor: UserActor | ForgeActor,
  grant: Grant,
  hasSecondFactor: boolean,
): Promise<void> {
  const { organizationId, userId } = actor;
  const member =
    organizationId === null
      ? null
      : await tx.member.findUnique({
          where: { organizationId_userId: { organizationId, userId } },
          select: { role: true, organization: { select: { requiresSecondFactor: true } } },
        });
  // A stranger learns no more about an organization than that nothing is there.
  if (member === null) throw new AppError("not_found", "There is nothing here.");
  if (member.organization.requiresSecondFactor && !hasSecondFactor) {
    throw new AppError(
      "forbidden",
      "This organization asks its members for a second factor. Add one under Security, then come back.",
    );
  }
  if (grant.role === undefined || !roleAtLeast(member.role, grant.role)) {
    throw new AppError(
      "forbidden",
      grant.role === undefined
        ? "Etna does this by itself."
        : `This needs the role ${grant.role}. Yours is ${member.role}. Ask an admin of the organization.`,
    );
  }
}

/** The link between the accounts is read anew: it may have ended since the forge reported. */
async function authorizeForgeAccount(tx: Asked, actor: ForgeActor, grant: Grant): Promise<void> {
  const { userId, issuer, subject } = actor;
  if (!grant.forge) {
    throw new AppError("forbidden", "Nobody may do this from the forge: use the console.");
  }
  const account = await tx.account.findFirst({ where: { userId, issuer, subject } });
  if (account === null) {
    throw new AppError("unauthenticated", "This account on the forge is linked to nobody here.");
  }
  const hasSecondFactor =
    (await tx.user.count({ where: { id: userId, secondFactorSince: { not: null } } })) > 0;
  await authorizeMember(tx, actor, grant, hasSecondFactor);
}

async function authorizeToken(tx: Asked, actor: TokenActor, grant: Grant): Promise<void> {
  const { organizationId, tokenId } = actor;
  const token = await tx.apiToken.findFirst({ where: { id: tokenId, organizationId } });
  const maker =
    token &&
    (await tx.member.findUnique({
      where: { organizationId_userId: { organizationId, userId: token.createdById } },
      select: {
        role: true,
        user: { select: { secondFactorSince: true } },
        organization: { select: { requiresSecondFactor: true } },
      },
    }));
  if (!token || token.revokedAt !== null || token.expiresAt <= new Date() || !maker) {
    throw new AppError("unauthenticated", "This API token does not work, or no longer does.");
  }
  // Else a token would be the way around the rule: it can do no more than its maker can now.
  if (maker.organization.requiresSecondFactor && maker.user.secondFactorSince === null) {
    throw new AppError("unauthenticated", "This API token does not work, or no longer does.");
  }
  if (grant.token === undefined || grant.role === undefined) {
    throw new AppError("forbidden", "No API token may do this: a person does it in the console.");
  }
  if (grant.token !== "any" && !token.scopes.includes(grant.token)) {
    throw new AppError("forbidden", `This needs an API token with the scope ${grant.token}.`);
  }
  const role = lesserRole(token.role, maker.role);
  if (!roleAtLeast(role, grant.role)) {
    throw new AppError(
      "forbidden",
      `This needs the role ${grant.role}. This API token's is ${role}.`,
    );
  }
}
