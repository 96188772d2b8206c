import type { FileChange } from "#lib/base/index.ts";
import { shownPatch } from "#lib/engines/agent/index.ts";
import { readAs } from "#lib/platform/db/index.ts";

/** What a page can draw, in characters. */
const maxPatchLength = 400_000;

/** What a run proposes, as a unified diff with its secrets blanked; null where it proposes nothing. */
export async function readProposedPatch(
  organizationId: string,
  runId: string,
): Promise<string | null> {
  const run = await readAs({ organizationId }, (db) =>
    db.run.findFirst({ where: { id: runId, organizationId }, select: { proposal: true } }),
  );
  if (run === null || run.proposal === null) return null;
  const patch = await shownPatch(run.proposal as unknown as readonly FileChange[]);
  return patch.length <= maxPatchLength ? patch : null;
}
