import { AppError } from "#lib/base/index.ts";
import { mutate, roleAtLeast, type UserActor } from "#lib/services/audit/index.ts";

/** Ends a token, from its next request on. One's own, or as an admin any of the organization's. */
export async function revokeToken(
  actor: UserActor,
  organizationId: string,
  tokenId: string,
): Promise<void> {
  const target = { type: "api_token", id: tokenId };
  await mutate(actor, "api_token.revoke", target, async (tx, trail) => {
    const token = await tx.apiToken.findFirst({ where: { id: tokenId, organizationId } });
    if (token === null) throw new AppError("not_found", "There is no such token.");
    const member = await tx.member.findUniqueOrThrow({
      where: { organizationId_userId: { organizationId, userId: actor.userId } },
    });
    if (token.createdById !== actor.userId && !roleAtLeast(member.role, "admin")) {
      throw new AppError(
        "forbidden",
        "This is another member's token. An admin of the organization can revoke it.",
      );
    }
    const { count } = await tx.apiToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) return trail.unchanged();
    trail.note({ name: token.name });
  });
}
