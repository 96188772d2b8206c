import { AppError } from "#lib/base/index.ts";
import {
  isoSeconds,
  maxSignatureDemands,
  type SignatureDemand,
} from "#lib/engines/verify/index.ts";
import type { Reads, Tx } from "#lib/platform/db/index.ts";
import { askToPublishKeys } from "./ask-to-publish-keys.ts";

/** Between the switch and the first second that counts: what was approved before is signed by then. */
export const demandDelayMs = 60 * 60 * 1000;

/** Every stretch in which the organization demands signed approvals, oldest first, as published. */
export async function readSignatureDemands(
  db: Pick<Reads, "signatureDemand">,
  organizationId: string,
): Promise<readonly SignatureDemand[]> {
  const rows = await db.signatureDemand.findMany({
    where: { organizationId },
    orderBy: { startsAt: "asc" },
  });
  return rows.map(({ startsAt, endsAt }) => ({
    start: isoSeconds(startsAt),
    ...(endsAt && { end: isoSeconds(endsAt) }),
  }));
}

/**
 * Begins a stretch one hour from now where none is open, or ends the open one at this moment, and asks
 * for `keys.json` to be published anew. The caller holds the organization. Throws `conflict` where the
 * list is full.
 */
export async function switchSignatureDemand(
  tx: Tx,
  organizationId: string,
  isDemanded: boolean,
): Promise<void> {
  if (!isDemanded) return await endDemand(tx, organizationId);
  const last = await tx.signatureDemand.findFirst({
    where: { organizationId },
    orderBy: { startsAt: "desc" },
  });
  if (last?.endsAt === null) return;
  if ((await tx.signatureDemand.count({ where: { organizationId } })) >= maxSignatureDemands) {
    throw new AppError(
      "conflict",
      `This was switched ${maxSignatureDemands} times, and keys.json tells no more.`,
    );
  }
  // The log counts whole seconds, and no two stretches begin in the same one.
  const earliest = Math.ceil((Date.now() + demandDelayMs) / 1000) * 1000;
  const startsAt = new Date(Math.max(earliest, (last?.startsAt.getTime() ?? 0) + 1000));
  await tx.signatureDemand.create({ data: { organizationId, startsAt } });
  await askToPublishKeys(tx, organizationId, changeOf(organizationId, startsAt));
}

async function endDemand(tx: Tx, organizationId: string): Promise<void> {
  const open = await tx.signatureDemand.findFirst({ where: { organizationId, endsAt: null } });
  if (open === null) return;
  const { startsAt } = open;
  const endsAt = new Date(Math.floor(Date.now() / 1000) * 1000);
  await tx.signatureDemand.updateMany({ where: { organizationId, startsAt }, data: { endsAt } });
  await askToPublishKeys(tx, organizationId, `${changeOf(organizationId, startsAt)}-ended`);
}

function changeOf(organizationId: string, startsAt: Date): string {
  return `demand-${organizationId}-${startsAt.getTime()}`;
}
