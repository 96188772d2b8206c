import type { Severity } from "#lib/base/index.ts";
import { enums, likeText, type Prisma } from "#lib/platform/db/index.ts";
import type { DueDays } from "#lib/services/organizations/index.ts";
import { overdueWhere } from "./due.ts";

export type FindingState = enums.FindingState;
export const findingStates = Object.values(enums.FindingState);

/** Whether a rule can repair it and nothing is open, a fix is open or merged, or neither. */
export const fixStandings = ["rule", "open", "none"] as const;
export type FixStanding = (typeof fixStandings)[number];

/** Which findings are meant. */
export interface FindingMatch {
  /** The open ones where it is absent. */
  readonly state?: FindingState | "all";
  readonly severity?: Severity;
  readonly repositoryId?: string;
  readonly ruleId?: string;
  /** The first part of the ids of Etna's own rules: "js", "py". */
  readonly ruleFamily?: string;
  /** First seen at least so many days ago. */
  readonly olderThanDays?: number;
  readonly overdue?: boolean;
  readonly fix?: FixStanding;
  /** Words of the title, the message, the path or the rule. */
  readonly search?: string;
  /** None that was first seen after this moment. */
  readonly seenBy?: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

const openFix = {
  some: { fix: { state: { in: ["proposed", "approved", "signed", "merged"] } } },
} satisfies Prisma.FixFindingListRelationFilter;

/** Those of connected repositories that match, each fault once: what is joined to another is not there. */
export function matchWhere(
  organizationId: string,
  match: FindingMatch,
  days: DueDays,
  now: Date,
): Prisma.FindingWhereInput {
  const { severity, repositoryId, ruleId, ruleFamily, search, olderThanDays, seenBy } = match;
  return {
    organizationId,
    repository: { removedAt: null },
    joinedToId: null,
    AND: [
      stateWhere(match.state ?? "open", now),
      severity ? { severity } : {},
      repositoryId ? { repositoryId } : {},
      ruleId ? { ruleId } : {},
      ruleFamily ? { detector: null, ruleId: { startsWith: `${ruleFamily}/` } } : {},
      olderThanDays === undefined
        ? {}
        : { firstSeenAt: { lte: new Date(now.getTime() - olderThanDays * dayMs) } },
      seenBy ? { firstSeenAt: { lte: seenBy } } : {},
      match.overdue ? overdueWhere(days, now) : {},
      fixWhere(match.fix),
      search === undefined ? {} : searchWhere(search),
    ],
  };
}

function fixWhere(standing: FixStanding | undefined): Prisma.FindingWhereInput {
  if (standing === undefined) return {};
  if (standing === "open") return { inFixes: openFix };
  return { fixable: standing === "rule", NOT: { inFixes: openFix } };
}

export function stateWhere(state: FindingState | "all", now: Date): Prisma.FindingWhereInput {
  if (state === "all") return {};
  if (state === "open") {
    return { OR: [{ state: "open" }, { state: "snoozed", snoozedUntil: { lte: now } }] };
  }
  if (state === "snoozed") return { state, snoozedUntil: { gt: now } };
  return { state };
}

function searchWhere(search: string): Prisma.FindingWhereInput {
  const contains = { contains: likeText(search), mode: "insensitive" } as const;
  return {
    OR: [{ title: contains }, { message: contains }, { path: contains }, { ruleId: contains }],
  };
}
