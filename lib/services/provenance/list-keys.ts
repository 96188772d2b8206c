import { signCheckpoint, treeRoot } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { SealedSecret } from "#lib/platform/vault/index.ts";
import { installationLog } from "./installation-log.ts";
import { walkTree } from "./stored-tree.ts";

export interface SigningKeyView {
  readonly id: string;
  readonly hint: string;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedReason: string | null;
  readonly signatures: number;
  /** Sealed under the key with this id, or in key management under this name. */
  readonly place: { readonly kind: "sealed" | "kms"; readonly keyId: string };
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
        sealedSeed: true,
        kmsKey: true,
        _count: { select: { attestations: true } },
      },
    });
    return rows.map(({ _count, sealedSeed, kmsKey, ...key }) => ({
      ...key,
      signatures: _count.attestations,
      place:
        kmsKey === null
          ? { kind: "sealed" as const, keyId: (sealedSeed as unknown as SealedSecret).keyId }
          : { kind: "kms" as const, keyId: kmsKey },
    }));
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

export interface LogHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly lastEntryAt: Date;
}

/** The head of the log as it is now, its root computed from the stored tree. */
export async function readLogHead(): Promise<LogHead> {
  const { origin, validFrom } = await installationLog();
  return await readAs({}, async (db) => {
    const state = await db.logState.findUnique({ where: { id: 1 } });
    const size = Number(state?.size ?? 0n);
    const last = await db.logEntry.findFirst({ orderBy: { index: "desc" } });
    return {
      origin,
      size,
      root: await walkTree(db, (read) => treeRoot(size, read)),
      lastEntryAt: last === null ? validFrom : new Date(Number(last.integratedTime) * 1000),
    };
  });
}

/** The newest head as bundles carry it: a note with the one P-256 signature of the log. */
export async function readBundleCheckpoint(): Promise<string> {
  const [{ logId, signer }, { origin, size, root }] = await Promise.all([
    installationLog(),
    readLogHead(),
  ]);
  return await signCheckpoint({ origin, size, root }, logId, signer);
}
