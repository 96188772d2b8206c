import { isAppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { may, requirePermission, tokenActor } from "#lib/services/audit/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";

/** Whether who asked for a fix a while ago may still do so: roles end, tokens are revoked, policies change. */
export async function mayStillAsk(
  organizationId: string,
  asked: { readonly askedById: string | null; readonly tokenId: string | null },
): Promise<boolean> {
  const { askedById, tokenId } = asked;
  if (tokenId !== null) return await mayTokenAsk(organizationId, tokenId);
  if (askedById === null) return (await getFixPolicy(organizationId)).fixByItself;
  const member = await readAs({ organizationId }, (db) =>
    db.member.findUnique({
      where: { organizationId_userId: { organizationId, userId: askedById } },
      select: { role: true },
    }),
  );
  return member !== null && may(member.role, "fix.wish");
}

async function mayTokenAsk(organizationId: string, tokenId: string): Promise<boolean> {
  try {
    await requirePermission(tokenActor(tokenId, organizationId), "fix.wish", organizationId);
    return true;
  } catch (error) {
    if (isAppError(error, "forbidden") || isAppError(error, "unauthenticated")) return false;
    throw error;
  }
}
