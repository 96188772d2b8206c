import { readAs } from "#lib/platform/db/index.ts";

export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Kept by its provider too, so that a lost device does not lose it. */
  readonly synced: boolean;
}

/** What a person can show besides their sign-in. */
export interface Factors {
  readonly passkeys: readonly PasskeyView[];
  /** Since when an authenticator app is set up; null where none is. */
  readonly appSince: Date | null;
  readonly recoveryCodesLeft: number;
}

export async function listFactors(userId: string): Promise<Factors> {
  return await readAs({ userId }, async (db) => {
    const passkeys = await db.passkey.findMany({
      where: { userId },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    const app = await db.totpSecret.findUnique({ where: { userId } });
    const recoveryCodesLeft = await db.recoveryCode.count({ where: { userId, usedAt: null } });
    return {
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt, backedUp }) => ({
        id,
        name,
        createdAt,
        lastUsedAt,
        synced: backedUp,
      })),
      appSince: app?.confirmedAt ?? null,
      recoveryCodesLeft,
    };
  });
}
