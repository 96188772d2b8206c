import { enums, likeText, readAs } from "#lib/platform/db/index.ts";
import {
  detailOfFix,
  type FixDetail,
  type FixState,
  type FixView,
  fixInclude,
  viewOfFix,
} from "./view-fix.ts";

export const fixStates = Object.values(enums.FixState);

export interface FixFilter {
  readonly states?: readonly FixState[];
  readonly repositoryId?: string;
  /** Leaves out proposals that nobody is asked about yet. */
  readonly toReview?: true;
  /** Only fixes that carry a signature. */
  readonly signed?: true;
  /** Words of the title. */
  readonly search?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Fixes, newest first. */
export async function listFixes(
  organizationId: string,
  filter: FixFilter,
): Promise<readonly FixView[]> {
  return await readAs({ organizationId }, async (db) => {
    const last =
      filter.after === undefined
        ? undefined
        : await db.fix.findFirst({ where: { id: filter.after, organizationId } });
    if (last === null) return [];
    const rows = await db.fix.findMany({
      where: {
        organizationId,
        // By its place in the order: the last one seen may have left the list meanwhile.
        ...(last && {
          OR: [
            { proposedAt: { lt: last.proposedAt } },
            { proposedAt: last.proposedAt, id: { lt: last.id } },
          ],
        }),
        ...(filter.states && { state: { in: [...filter.states] } }),
        ...(filter.repositoryId && { repositoryId: filter.repositoryId }),
        ...(filter.toReview && toReview),
        ...(filter.signed && { attestation: { isNot: null } }),
        ...(filter.search && { title: { contains: likeText(filter.search), mode: "insensitive" } }),
      },
      include: fixInclude,
      orderBy: [{ proposedAt: "desc" }, { id: "desc" }],
      take: filter.limit,
    });
    return rows.map(viewOfFix);
  });
}

export async function getFix(organizationId: string, fixId: string): Promise<FixDetail | null> {
  return await readAs({ organizationId }, async (db) => {
    const row = await db.fix.findFirst({
      where: { id: fixId, organizationId },
      include: fixInclude,
    });
    return row === null ? null : detailOfFix(row);
  });
}

/** Of a draft whose CI is at work, nobody is asked yet. */
const toReview = { ciState: { not: "waiting" } } as const;

/** How many fixes wait for a person. */
export async function countFixesToReview(organizationId: string): Promise<number> {
  return await readAs({ organizationId }, (db) =>
    db.fix.count({ where: { organizationId, state: "proposed", ...toReview } }),
  );
}
