import { isAppError } from "#lib/base/index.ts";
import { exportSarif } from "#lib/services/findings/index.ts";
import { getFixPolicy } from "#lib/services/organizations/index.ts";
import { getRepository, openForge } from "#lib/services/repositories/index.ts";
import type { RunContext, StepOutcome } from "./advance-run.ts";

/** Whether what a scan of this repository found goes to its forge: the policy says so, and it takes any. */
export async function isUploaded(organizationId: string, repositoryId: string): Promise<boolean> {
  const repository = await getRepository(organizationId, repositoryId);
  if (repository?.forge !== "github") return false;
  return (await getFixPolicy(organizationId)).uploadSarif;
}

/**
 * Hands the open findings to the forge. The same ones of the same commit again replace themselves
 * there. A forge that takes none is no failed scan: the step says why.
 */
export async function uploadFindings(
  { organizationId }: RunContext,
  at: { readonly repositoryId: string; readonly commit: string; readonly branch: string },
): Promise<StepOutcome<null>> {
  const { host } = await openForge(organizationId, at.repositoryId);
  if (host === null) return { value: null, detail: "There is no forge to hand them to." };
  const { commit, sarif } = await exportSarif(organizationId, at.repositoryId);
  if (commit !== at.commit) {
    return { value: null, detail: "A newer scan has come: its findings go up instead." };
  }
  try {
    await host.uploadSarif(commit, at.branch, JSON.stringify(sarif));
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable" || error.code === "internal") {
      throw error;
    }
    return { value: null, detail: `Not taken. ${error.message}` };
  }
  const count = sarif.runs[0]?.results.length ?? 0;
  return { value: null, detail: `${count} ${count === 1 ? "finding" : "findings"} handed over.` };
}
