import { AppError, newId } from "#lib/base/index.ts";
import { mutate, roleAtLeast, type UserActor } from "#lib/services/audit/index.ts";
import { lockOrganization } from "#lib/services/organizations/index.ts";
import { roleOf, type TokenRequest } from "./schemas.ts";
import { newTokenText, tokenHash } from "./token-text.ts";

const dayMs = 24 * 60 * 60 * 1000;

export interface CreatedToken {
  readonly id: string;
  /** Told once, here: only its hash is kept. */
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Makes an API token of the organization, with no more power than its maker has. Throws
 * `forbidden` where the scopes need a higher role, `conflict` where the name is taken.
 */
export async function createToken(
  actor: UserActor,
  organizationId: string,
  request: TokenRequest,
): Promise<CreatedToken> {
  const { name, scopes, days } = request;
  const id = newId("apiToken");
  const token = newTokenText();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + days * dayMs);
  await mutate(actor, "api_token.create", { type: "api_token", id }, async (tx, trail) => {
    // Of two tokens of one name at once, one is made.
    await lockOrganization(tx, organizationId);
    const maker = await tx.member.findUniqueOrThrow({
      where: { organizationId_userId: { organizationId, userId: actor.userId } },
    });
    const role = roleOf(scopes);
    if (!roleAtLeast(maker.role, role)) {
      throw new AppError(
        "forbidden",
        `These scopes need the role ${role}. Yours is ${maker.role}: choose read alone.`,
      );
    }
    const taken = await tx.apiToken.findFirst({
      where: { organizationId, name, revokedAt: null, expiresAt: { gt: now } },
    });
    if (taken !== null) throw new AppError("conflict", `A token named ${name} is in use already.`);
    await tx.apiToken.create({
      data: {
        id,
        organizationId,
        name,
        tokenHash: tokenHash(token),
        role,
        scopes,
        createdById: actor.userId,
        createdAt: now,
        expiresAt,
      },
    });
    trail.note({ name, scopes, role, expiresAt: expiresAt.toISOString() });
  });
  return { id, token, expiresAt };
}
