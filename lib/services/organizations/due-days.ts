import { z } from "zod";
import { canonicalJson, type Severity } from "#lib/base/index.ts";
import { type Reads, readAs } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { lockOrganization } from "./lock-organization.ts";

/** Days from when a finding was first seen to when it is due; null where that severity has no deadline. */
export type DueDays = Readonly<Record<Severity, number | null>>;

const days = z.coerce
  .number("Write a number of days, or nothing.")
  .int("Write whole days.")
  .min(1, "At least one day.")
  .max(3650, "At most 3,650 days.");
/** An empty field is how a person says: no deadline. */
const daysOrNone = z.preprocess(
  (text) => (typeof text === "string" && text.trim() === "" ? null : text),
  days.nullable(),
);

/** The fields of the form, by severity. */
export const dueDaysForm = z.object({
  critical: daysOrNone,
  high: daysOrNone,
  medium: daysOrNone,
  low: daysOrNone,
});

export async function getDueDays(organizationId: string): Promise<DueDays> {
  return await readAs({ organizationId }, (db) => readDueDays(db, organizationId));
}

/** The same inside a transaction. */
export async function readDueDays(
  db: Pick<Reads, "organization">,
  organizationId: string,
): Promise<DueDays> {
  return dueDaysOf(await db.organization.findUniqueOrThrow({ where: { id: organizationId } }));
}

/** Changes the deadlines of all findings at once: they are counted anew from when each was first seen. */
export async function updateDueDays(
  actor: Actor,
  organizationId: string,
  change: Partial<DueDays>,
): Promise<void> {
  const target = { type: "organization", id: organizationId };
  await mutate(actor, "organization.update", target, async (tx, trail) => {
    await lockOrganization(tx, organizationId);
    const before = { ...(await readDueDays(tx, organizationId)) };
    const after = { ...before, ...change };
    if (canonicalJson(before) === canonicalJson(after)) return trail.unchanged();
    await tx.organization.update({
      where: { id: organizationId },
      data: {
        dueDaysCritical: after.critical,
        dueDaysHigh: after.high,
        dueDaysMedium: after.medium,
        dueDaysLow: after.low,
      },
    });
    trail.note({ dueDays: after, before });
  });
}

function dueDaysOf(row: {
  readonly dueDaysCritical: number | null;
  readonly dueDaysHigh: number | null;
  readonly dueDaysMedium: number | null;
  readonly dueDaysLow: number | null;
}): DueDays {
  return {
    critical: row.dueDaysCritical,
    high: row.dueDaysHigh,
    medium: row.dueDaysMedium,
    low: row.dueDaysLow,
  };
}
