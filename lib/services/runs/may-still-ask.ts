import { isAppError } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { may, requirePermission, tokenActor } from "#lib/services/audit/index.ts";

/** Whether who asked for a fix a while ago may still do so: roles end, tokens are revoked. */
export async function mayStillAsk(
  organizationId: string,
  asked: { readonly askedById: string | null; readonly tokenId: string | null },
): Promise<boolean> {
  const { askedById, tokenId } = asked;
  if (tokenId !== null) return await mayTokenAsk(organizationId, tokenId);
  if (askedById === null) return false;
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
