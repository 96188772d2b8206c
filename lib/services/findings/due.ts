import { type Severity, severities } from "#lib/base/index.ts";
import type { Finding, Prisma } from "#lib/platform/db/index.ts";
import type { DueDays } from "#lib/services/organizations/index.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** What the clock of a finding says. */
export interface DueView {
  /** When it is due: first seen, and the days of its severity. Null where none runs. */
  readonly dueAt: Date | null;
  readonly overdue: boolean;
}

type Clocked = Pick<Finding, "severity" | "firstSeenAt" | "state">;

/**
 * The clock runs from when the finding was first seen, and a snooze does not stop it. One that somebody
 * dismissed, and one whose fix was rejected, has none; of a fixed one it says when it was due.
 */
export function dueOf(
  { severity, firstSeenAt, state }: Clocked,
  days: DueDays,
  now: Date,
): DueView {
  const given = days[severity];
  if (given === null || state === "ignored" || state === "rejected") {
    return { dueAt: null, overdue: false };
  }
  const dueAt = new Date(firstSeenAt.getTime() + given * dayMs);
  return { dueAt, overdue: state !== "fixed" && dueAt < now };
}

/** Those whose clock has run out. */
export function overdueWhere(days: DueDays, now: Date): Prisma.FindingWhereInput {
  return { state: { in: ["open", "snoozed"] }, OR: dueBefore(days, now) };
}

/** By severity: first seen so long ago that it was due before `moment`. */
function dueBefore(days: DueDays, moment: Date): Prisma.FindingWhereInput[] {
  return severities.flatMap((severity) => {
    const lt = firstSeenFor(severity, days, moment);
    return lt === null ? [] : [{ severity, firstSeenAt: { lt } }];
  });
}

/** When a finding of this severity was first seen that is due at `dueAt`; null where none is ever due. */
export function firstSeenFor(severity: Severity, days: DueDays, dueAt: Date): Date | null {
  const given = days[severity];
  return given === null ? null : new Date(dueAt.getTime() - given * dayMs);
}
