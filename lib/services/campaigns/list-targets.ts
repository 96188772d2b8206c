import type { JsonObject } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import type { CampaignCaps } from "./caps.ts";
import { readPolicy } from "./set-policy.ts";
import { storedSpec } from "./target-spec.ts";
import { toolsAddressOf } from "./tools-address.ts";
import { targetWith, viewTarget } from "./view-target.ts";
import type { TargetDetail, TargetView } from "./views.ts";

/** By name; those that are archived only where asked for. */
export async function listTargets(
  organizationId: string,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<readonly TargetView[]> {
  return await readAs({ organizationId }, async (db) => {
    const rows = await db.attackTarget.findMany({
      where: { organizationId, ...(!archived && { archivedAt: null }) },
      include: targetWith,
      orderBy: [{ name: "asc" }, { id: "asc" }],
    });
    return rows.map(viewTarget);
  });
}

/** One target, archived or not; null where there is none. */
export async function readTarget(
  organizationId: string,
  targetId: string,
): Promise<TargetDetail | null> {
  return await readAs({ organizationId }, async (db) => {
    const row = await db.attackTarget.findFirst({
      where: { id: targetId, organizationId },
      include: targetWith,
    });
    if (row === null) return null;
    return {
      ...viewTarget(row),
      spec: row.spec as JsonObject,
      tools: storedSpec(row.spec).tools === "shared" ? toolsAddressOf(row.toolsToken) : null,
      secretNames: row.secretNames,
      policy: readPolicy(row.policy),
      caps: row.caps as CampaignCaps,
    };
  });
}
