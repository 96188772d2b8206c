import { AppError } from "#lib/base/index.ts";
import type { Reads } from "#lib/platform/db/index.ts";
import type { Actor, TokenActor, UserActor } from "./actor.ts";
import { type Action, type Grant, lesserRole, permissions, roleAtLeast } from "./permissions.ts";

type Asked = Pick<Reads, "member" | "apiToken">;

/**
 * Refuses an actor whom the permission table does not name for this action. Roles, scopes and
 * revocations are read inside the caller's transaction: what was taken away a moment ago no longer
 * counts. Throws `unauthenticated`, `forbidden`, or `not_found` for a stranger.
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
    case "user":
      if (grant.signedIn) return;
      await authorizeMember(tx, actor, grant);
  }
}

async function authorizeMember(tx: Asked, actor: UserActor, grant: Grant): Promise<void> {
  const { organizationId, userId } = actor;
  const member =
    organizationId === null
      ? null
      : await tx.member.findUnique({
          where: { organizationId_userId: { organizationId, userId } },
        });
  // A stranger learns no more about an organization than that nothing is there.
  if (member === null) throw new AppError("not_found", "There is nothing here.");
  if (grant.role === undefined || !roleAtLeast(member.role, grant.role)) {
    throw new AppError(
      "forbidden",
      grant.role === undefined
        ? "Etna does this by itself."
        : `This needs the role ${grant.role}. Yours is ${member.role}. Ask an admin of the organization.`,
    );
  }
}

async function authorizeToken(tx: Asked, actor: TokenActor, grant: Grant): Promise<void> {
  const { organizationId, tokenId } = actor;
  const token = await tx.apiToken.findFirst({ where: { id: tokenId, organizationId } });
  const maker =
    token &&
    (await tx.member.findUnique({
      where: { organizationId_userId: { organizationId, userId: token.createdById } },
    }));
  if (!token || token.revokedAt !== null || token.expiresAt <= new Date() || !maker) {
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
