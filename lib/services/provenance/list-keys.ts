import { readAs } from "#lib/platform/db/index.ts";

export interface SigningKeyView {
  readonly id: string;
  readonly hint: string;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedReason: string | null;
  readonly signatures: number;
}

/** Every key of the organization, newest first, without its secret half. */
export async function listSigningKeys(organizationId: string): Promise<readonly SigningKeyView[]> {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.signingKey.findMany({
      where: { organizationId },
      orderBy: { validFrom: "desc" },
      select: {
        id: true,
        hint: true,
        validFrom: true,
        validUntil: true,
        revokedAt: true,
        revokedReason: true,
        _count: { select: { attestations: true } },
      },
    });
    return rows.map(({ _count, ...key }) => ({ ...key, signatures: _count.attestations }));
  });
}

export interface LogStatus {
  readonly size: number;
  readonly lastEntryAt: Date | null;
}

/** How far the installation's log has grown. */
export async function readLogStatus(): Promise<LogStatus> {
  return await readAs({}, async (db) => {
    const state = await db.logState.findUnique({ where: { id: 1 } });
    const last = await db.logEntry.findFirst({ orderBy: { index: "desc" } });
    return {
      size: Number(state?.size ?? 0n),
      lastEntryAt: last === null ? null : new Date(Number(last.integratedTime) * 1000),
    };
  });
}
