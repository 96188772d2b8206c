import { approveFix, getFix, listFixes } from "#lib/services/fixes/index.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

/** Approves one of the open fixes and waits for its signature. Returns its id. */
export async function signOneFix({ organizationId, actor }: BenchInstallation): Promise<string> {
  const [open] = await listFixes(organizationId, { states: ["proposed"], limit: 1 });
  const fix = open && (await getFix(organizationId, open.id));
  if (!fix) throw new Error("There is no fix to sign.");
  const { headCommit, headTree, patchSha256 } = fix;
  await approveFix(actor, organizationId, fix.id, { headCommit, headTree, patchSha256 });
  return await until("The signature", async () => {
    const now = await getFix(organizationId, fix.id);
    return now?.state === "signed" ? now.id : null;
  });
}
