import { readAs } from "#lib/platform/db/index.ts";
import { usablePasskeys } from "#lib/services/second-factor/index.ts";

/** Whether a person's approval can carry their own signature, and whether it has to. */
export interface HowToSign {
  /** `unusable`: they have passkeys, and none that can sign approvals. */
  readonly passkey: "usable" | "unusable" | "none";
  readonly isDemanded: boolean;
}

export async function howToSign(organizationId: string, userId: string): Promise<HowToSign> {
  return await readAs({ organizationId, userId }, async (db) => {
    const { usable, others } = await usablePasskeys(db, userId);
    const { signedApprovals } = await db.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { signedApprovals: true },
    });
    const passkey = usable.length > 0 ? "usable" : others > 0 ? "unusable" : "none";
    return { passkey, isDemanded: signedApprovals };
  });
}
