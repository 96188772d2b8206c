import { readAs } from "#lib/platform/db/index.ts";
import type { CaseFilter } from "./case-views.ts";

/** The cases before and after this place of the plan, among those that the filter admits. */
export async function readNeighbours(
  organizationId: string,
  campaignId: string,
  position: number,
  { verdict, category, kind, variant, needsReview }: Omit<CaseFilter, "limit" | "after">,
): Promise<{ readonly previous: string | null; readonly next: string | null }> {
  const where = {
    organizationId,
    campaignId,
    ...(verdict !== undefined && { verdict }),
    ...(category !== undefined && { category }),
    ...(kind !== undefined && { kind }),
    ...(variant !== undefined && { variant }),
    ...(needsReview && { needsReview: { not: null } }),
  };
  const select = { caseId: true } as const;
  return await readAs({ organizationId }, async (db) => {
    const previous = await db.campaignCase.findFirst({
      where: { ...where, position: { lt: position } },
      orderBy: { position: "desc" },
      select,
    });
    const next = await db.campaignCase.findFirst({
      where: { ...where, position: { gt: position } },
      orderBy: { position: "asc" },
      select,
    });
    return { previous: previous?.caseId ?? null, next: next?.caseId ?? null };
  });
}
